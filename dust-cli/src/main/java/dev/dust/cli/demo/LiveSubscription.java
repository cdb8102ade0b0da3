package dev.dust.cli.demo;

import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who subscribes to a pattern is called for each write that matches it. */
final class LiveSubscription implements DemoStep {

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        var heard = new CopyOnWriteArrayList<String>();
        Subscription subscription = setup.bob().store().on("posts/*", event -> {
            if (event instanceof DustEvent.Committed committed) {
                heard.add(committed.op().wire() + " " + committed.path());
            }
        });
        Check.success("Ann's put", setup.ann().store().put("posts/second", "text").committed());
        Check.success("Ann's put elsewhere", setup.ann().store().put("drafts/third", "text").committed());
        Check.success("Ann's delete", setup.ann().store().delete("posts/second").committed());
        Check.soon("what Bob hears", List.of("set posts/second", "delete posts/second"), () -> List.copyOf(heard));
        subscription.close();
        return "Bob subscribes to posts/*, and is called for each write there and for no other: " + String.join(", ", heard);
    }
}
