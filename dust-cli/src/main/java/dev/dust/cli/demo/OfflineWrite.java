package dev.dust.cli.demo;

/** Work goes on without a connection, and arrives when there is one again. */
final class OfflineWrite implements DemoStep {

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        Participant ann = setup.ann();
        Participant bob = setup.bob();
        setup.cutOff(ann);
        Check.soon("whether Ann is connected", false, ann::isConnected);
        ann.store().put("drafts/train", "written offline");
        Check.now("what Ann reads of her own write while she is offline", "\"written offline\"", ann.sees("drafts/train"));
        Check.now("whether Ann's write waits", true,
                ann.store().pending().stream().anyMatch(write -> write.path().key().equals("drafts/train")));
        Check.success("Bob's put", bob.store().put("drafts/desk", "written meanwhile").committed());
        Check.now("what Bob reads of Ann's write while she is offline", "nothing", bob.sees("drafts/train"));
        Check.now("what Ann reads of Bob's write while she is offline", "nothing", ann.sees("drafts/desk"));
        setup.reconnect(ann);
        Check.soon("what Bob reads of Ann's write", "\"written offline\"", () -> bob.sees("drafts/train"));
        Check.soon("what Ann reads of Bob's write", "\"written meanwhile\"", () -> ann.sees("drafts/desk"));
        return "Ann loses her connection and goes on writing: she reads her write, Bob does not. Connected again, each has the"
                + " other's: drafts/train and drafts/desk";
    }
}
