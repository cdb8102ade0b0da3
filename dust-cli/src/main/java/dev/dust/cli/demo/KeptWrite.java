package dev.dust.cli.demo;

/** A write that was made offline outlives the client that made it, where the cache does. */
final class KeptWrite implements Step {
    private static final String PATH = "drafts/plane";
    private static final String WRITTEN = "\"written by a client that ended\"";

    @Override
    public String play(Scene scene) throws InterruptedException {
        Participant ann = scene.ann();
        Participant bob = scene.bob();
        scene.cutOff(ann);
        Check.soon("whether Ann is connected", false, ann::isConnected);
        ann.store().put(PATH, "written by a client that ended");
        ann.startAgain();
        Check.now("what Ann's next client reads of her write, offline", WRITTEN, ann.sees(PATH));
        Check.now("what Bob reads of it", "nothing", bob.sees(PATH));
        scene.reconnect(ann);
        Check.soon("what Bob reads of it once Ann is connected", WRITTEN, () -> bob.sees(PATH));
        return "Ann writes " + PATH + " offline, and her client ends before it could send it. Her next one finds the write in"
                + " PostgreSQL and sends it: Bob reads it";
    }
}
