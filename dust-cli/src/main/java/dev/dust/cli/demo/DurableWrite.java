package dev.dust.cli.demo;

/** A write that was made offline outlives the client that made it, where the cache does. */
final class DurableWrite implements DemoStep {
    private static final String PATH = "drafts/plane";
    private static final String WRITTEN = "\"written by a client that ended\"";

    @Override
    public String play(DemoSetup setup) throws InterruptedException {
        Participant ann = setup.ann();
        Participant bob = setup.bob();
        setup.cutOff(ann);
        Check.soon("whether Ann is connected", false, ann::isConnected);
        ann.store().put(PATH, "written by a client that ended");
        ann.startAgain();
        Check.now("what Ann's next client reads of her write, offline", WRITTEN, ann.sees(PATH));
        Check.now("what Bob reads of it", "nothing", bob.sees(PATH));
        setup.reconnect(ann);
        Check.soon("what Bob reads of it once Ann is connected", WRITTEN, () -> bob.sees(PATH));
        return "Ann writes " + PATH + " offline, and her client ends before it could send it. Her next one finds the write in"
                + " its cache and sends it: Bob reads it";
    }
}
