package dev.dust.cli.demo;

import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.server.web.Server;
import dev.dust.server.web.ServerBuilder;
import dev.dust.time.SystemTime;

/** A server, and two clients that share one of its stores. */
final class DemoSetup implements AutoCloseable {
    private static final String STORE = "demo/blog";

    private final SystemTime time = new SystemTime();
    private final ServerLinks links = new ServerLinks();
    private final Server server;
    private final Participant ann;
    private final Participant bob;
    private final String who;

    /** Over WebSocket, in both formats. */
    DemoSetup(DemoCaches caches) {
        this(Server.builder(), caches);
    }

    DemoSetup(DemoCaches caches, DemoTransport way) {
        this(Server.builder(), caches, way, way, "Ann and Bob");
    }

    private DemoSetup(ServerBuilder server, DemoCaches caches) {
        this(server, caches, webSocket(Format.JSON), webSocket(Format.MESSAGE_PACK), "Ann (JSON) and Bob (MessagePack)");
    }

    private DemoSetup(ServerBuilder server, DemoCaches caches, DemoTransport annsWay, DemoTransport bobsWay, String who) {
        this.server = server.start(links);
        this.who = who;
        ann = new Participant("dev_ann", this.server.url(), annsWay, time, caches, STORE);
        bob = new Participant("dev_bob", this.server.url(), bobsWay, time, caches, STORE);
    }

    /** The same with a server that does what the public one does. */
    static DemoSetup asHosted(DemoCaches caches) {
        return new DemoSetup(Server.builder().asHosted().stores(STORE), caches);
    }

    private static DemoTransport webSocket(Format format) {
        return (server, token, time) -> new WebSocketTransport(server, Token.of(token), Participant.CODECS, time,
                WebSocketOptions.defaults().format(format));
    }

    /** Waits until both have caught up. */
    String open() throws InterruptedException {
        Check.success("Ann joins " + STORE, ann.store().ready());
        Check.success("Bob joins " + STORE, bob.store().ready());
        return "A server listens on " + server.url() + ". " + who + " share its store " + STORE + ".";
    }

    Participant ann() {
        return ann;
    }

    Participant bob() {
        return bob;
    }

    /** Takes somebody's connection away, and refuses every attempt to make it again. */
    void cutOff(Participant participant) {
        links.pull(participant.deviceId());
    }

    /** Lets somebody connect again. */
    void reconnect(Participant participant) {
        links.plugIn(participant.deviceId());
    }

    @Override
    public void close() {
        ann.close();
        bob.close();
        server.close();
        time.close();
    }
}
