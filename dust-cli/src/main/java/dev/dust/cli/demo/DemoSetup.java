package dev.dust.cli.demo;

import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.web.Server;
import dev.dust.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server, and two clients that share one of its stores. */
final class DemoSetup implements AutoCloseable {
    private static final String STORE = "demo/blog";

    private final SystemTime time = new SystemTime();
    private final ServerLinks links = new ServerLinks();
    private final List<Server> servers;
    private final @Nullable Path files;
    private final Participant ann;
    private final Participant bob;
    private final String who;

    /** Over WebSocket, in both formats. */
    DemoSetup(DemoCaches caches) {
        this(ServerOptions.defaults(), caches);
    }

    DemoSetup(DemoCaches caches, DemoTransport way) {
        this(ServerOptions.defaults(), caches, way, way, "Ann and Bob");
    }

    private DemoSetup(ServerOptions server, DemoCaches caches) {
        this(server, caches, webSocket(Format.JSON), webSocket(Format.MESSAGE_PACK), "Ann (JSON) and Bob (MessagePack)");
    }

    private DemoSetup(ServerOptions server, DemoCaches caches, DemoTransport annsWay, DemoTransport bobsWay, String who) {
        this(List.of(server), null, caches, annsWay, bobsWay, who);
    }

    /** Ann is a client of the first server, Bob of the last. */
    private DemoSetup(List<ServerOptions> nodes, @Nullable Path files, DemoCaches caches, DemoTransport annsWay,
            DemoTransport bobsWay, String who) {
        this.servers = nodes.stream().map(options -> Server.start(options, links)).toList();
        this.files = files;
        this.who = who;
        ann = new Participant("dev_ann", servers.getFirst().url(), annsWay, time, caches, STORE);
        bob = new Participant("dev_bob", servers.getLast().url(), bobsWay, time, caches, STORE);
    }

    /** Several servers on one ledger. */
    static DemoSetup ofNodes(int count, Supplier<Ledger> ledgers, DemoCaches caches) {
        Path files;
        try {
            files = Files.createTempDirectory("dust-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ServerOptions> nodes = Stream.generate(() -> ServerOptions.defaults().ledger(ledgers.get()).files(files))
                .limit(count)
                .toList();
        return new DemoSetup(nodes, files, caches, webSocket(Format.JSON), webSocket(Format.MESSAGE_PACK),
                "Ann (JSON), at the first, and Bob (MessagePack), at the last,");
    }

    /** The same with a server that does what the public one does. */
    static DemoSetup asHosted(DemoCaches caches) {
        return new DemoSetup(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)), caches);
    }

    private static DemoTransport webSocket(Format format) {
        return (server, token, time) -> new WebSocketTransport(server, Token.of(token), Participant.CODECS, time,
                WebSocketOptions.defaults().format(format));
    }

    /** Waits until both have caught up. */
    String open() throws InterruptedException {
        Check.success("Ann joins " + STORE, ann.store().ready());
        Check.success("Bob joins " + STORE, bob.store().ready());
        String where = servers.size() == 1
                ? "A server listens on " + servers.getFirst().url()
                : servers.size() + " servers on one database listen on "
                        + servers.stream().map(server -> server.url().toString()).collect(Collectors.joining(", "));
        return where + ". " + who + " share the store " + STORE + ".";
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
        servers.forEach(Server::close);
        time.close();
        if (files != null) {
            delete(files);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
