package dev.dust.cli.demo;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;

/** A server, and two clients that share one of its stores. */
final class Scene implements AutoCloseable {
    private static final String STORE = "demo/blog";

    private final SystemTime time = new SystemTime();
    private final DustServer server = DustServer.start();
    private final Participant ann;
    private final Participant bob;

    Scene(CacheSource caches) {
        ann = new Participant("dev_ann", server.url(), Format.JSON, time, caches, STORE);
        bob = new Participant("dev_bob", server.url(), Format.MESSAGE_PACK, time, caches, STORE);
    }

    /** Waits until both have caught up. */
    String open() throws InterruptedException {
        Check.success("Ann joins " + STORE, ann.store().ready());
        Check.success("Bob joins " + STORE, bob.store().ready());
        return "A server listens on " + server.url() + ". Ann (JSON) and Bob (MessagePack) share its store " + STORE + ".";
    }

    Participant ann() {
        return ann;
    }

    Participant bob() {
        return bob;
    }

    /** Takes somebody's connection away, and refuses every attempt to make it again. */
    void cutOff(Participant participant) {
        server.faults().of(participant.deviceId()).refuseConnects(true);
        server.faults().of(participant.deviceId()).dropConnections();
    }

    /** Lets somebody connect again. */
    void reconnect(Participant participant) {
        server.faults().of(participant.deviceId()).refuseConnects(false);
    }

    @Override
    public void close() {
        ann.close();
        bob.close();
        server.close();
        time.close();
    }
}
