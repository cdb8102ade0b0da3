package dev.dust.cli.demo;

import dev.dust.WriteOptions;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A write that the server refuses shows no more, and what it hid is back. */
final class RefusedWrite implements DemoStep {

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        Participant ann = setup.ann();
        String map = "{\"colours\":{\"back\":\"black\",\"text\":\"green\"},\"size\":12}";
        long revision = Check.success("Ann's put of a text", ann.store().put("settings", "none").committed());
        Check.success("Bob's put of a map", setup.bob().store()
                .put("settings", Map.of("colours", Map.of("back", "black", "text", "green"), "size", 12)).committed());
        Check.soon("the map that Ann reads", map, () -> ann.sees("settings"));

        var heard = new CopyOnWriteArrayList<Class<?>>();
        Subscription subscription = ann.store().matching("settings").on(event -> heard.add(event.getClass()),
                SubscriptionOptions.defaults().mode(Mode.OPTIMISTIC));
        Check.refusal("Ann's put for the revision before Bob's", "conflict",
                ann.store().at("settings").put("all new", WriteOptions.defaults().ifMatch(revision)).committed());
        Check.now("what Ann reads after the refusal", map, ann.sees("settings"));
        Check.soon("what Ann hears", List.of(DustEvent.Local.class, DustEvent.Refused.class), () -> List.copyOf(heard));
        subscription.close();
        return "Ann overwrites settings, if Bob has not changed it. He has: the server refuses (conflict), and Ann reads every"
                + " leaf of Bob's again: " + map;
    }
}
