package dev.dust.server.node;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.AllTokens;
import dev.dust.server.access.MemoryTokens;
import dev.dust.server.access.TokenRegistry;
import dev.dust.server.file.ContentStore;
import dev.dust.server.file.DirectoryContentStore;
import dev.dust.server.file.MemoryContentStore;
import dev.dust.server.file.NoContentStore;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.memory.Journal;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.Replay;
import dev.dust.server.metrics.Measures;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.time.SystemTime;
import dev.dust.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A running server without the port by which clients come in: its stores, and who is connected. Safe for every thread. */
public final class Node implements AutoCloseable {
    private static final Duration LOOKING_AT_TOKENS = Duration.ofSeconds(2);

    private final ServerParts parts;
    private final Periodic tokenWatch;
    private final @Nullable Periodic upkeep;

    private Node(ServerOptions options, ServerParts parts) {
        this.parts = parts;
        show(parts);
        upkeep = options.hosted() ? null : Upkeep.start(parts, options);
        tokenWatch = Periodic.start("dust-server-tokens", LOOKING_AT_TOKENS, this::dropThoseWhoseTokensHaveEnded);
    }

    /** The numbers of now. */
    private static void show(ServerParts parts) {
        Measures measures = parts.measures();
        Stores stores = parts.stores();
        measures.show(ServerMeter.CONNECTIONS, () -> parts.connections().size());
        measures.show(ServerMeter.MEMBERS, () -> stores.hosts().mapToInt(StoreHost::memberCount).sum());
        measures.show(ServerMeter.STORES, () -> stores.hosts().filter(host -> host.memberCount() > 0).count());
        measures.show(ServerMeter.SEND_QUEUE,
                () -> parts.connections().stream().mapToInt(Connection::waiting).max().orElse(0));
        measures.show(ServerMeter.LAG, () -> stores.hosts().mapToLong(StoreHost::lag).max().orElse(0));
        measures.show(ServerMeter.BEHIND, () -> stores.hosts().mapToDouble(StoreHost::secondsBehind).max().orElse(0));
        measures.show(ServerMeter.LEDGER_AWAY, () -> parts.readiness().secondsAway());
    }

    /** While it cannot be found out they stay: who was let in is known, and who comes new is not let in. */
    private void dropThoseWhoseTokensHaveEnded() {
        Set<Connection> connected = Set.copyOf(parts.connections());
        if (connected.isEmpty()) {
            return;
        }
        Set<String> ended = parts.tokens()
                .ended(connected.stream().map(connection -> connection.client().token()).collect(Collectors.toSet()));
        connected.stream().filter(connection -> ended.contains(connection.client().token())).forEach(Connection::tokenEnded);
    }

    /**
     * Starts one.
     *
     * @param journals    how the file of {@link ServerOptions#data} is opened
     * @param interceptor what stands between it and its clients
     * @throws IllegalStateException if it would be open to the network, or its journal's file is none
     *                               or is in use, or its options contradict each other
     * @throws UncheckedIOException  if that file cannot be read and written
     */
    public static Node start(ServerOptions options, JournalFile.Opener journals, ServerInterceptor interceptor) {
        Ledger given = options.ledger();
        boolean started = false;
        try {
            Node node = new Node(options, parts(options, journals, interceptor, Execution.THREADS));
            started = true;
            return node;
        } finally {
            if (!started && given != null) {
                given.close();
            }
        }
    }

    /**
     * What a server of these options is made of, before anything happens in it by itself.
     *
     * @param execution where everything is done
     * @throws IllegalStateException as in {@link #start}
     * @throws UncheckedIOException  as in {@link #start}
     */
    public static ServerParts parts(ServerOptions options, JournalFile.Opener journals, ServerInterceptor interceptor,
            Execution execution) {
        String host = options.host();
        Ledger given = options.ledger();
        TokenRegistry kept = given == null ? null : given.tokens();
        boolean open = options.tokens().isEmpty() && (options.anyToken() || Origins.isLoopback(host));
        if (options.tokens().isEmpty() && !open && (kept == null || kept.isEmpty())) {
            throw new IllegalStateException("a server on " + host + " that knows no token is open to everybody in the network:"
                    + " give it a token, or say that any will do"
                    + (kept == null ? "" : "; or make one that is kept, by dust token create"));
        }
        Time told = options.time();
        Time clock = told == null ? new SystemTime() : told;
        var millis = new MonotonicClock(clock);
        var blobs = new Blobs(files(options), given == null ? null : given.fileIndex());
        boolean shared = given != null;
        if (shared ? options.data() != null || options.hosted() : options.files() != null) {
            throw new IllegalStateException(
                    "a server whose ledger others have, too, has no journal, and is not as the public one;"
                            + " any other has its files beside its journal");
        }
        Mode mode = Mode.of(options);
        Ledger ledger = given == null ? inMemory(options, journals, millis, blobs) : given;
        var measures = new Measures(options.metrics());
        var stores = new Stores(mode, options.stores(), ledger, blobs, options.keyLimit(), shared ? execution : null, measures);
        return new ServerParts(mode, stores, new Origins(host, options.allowedOrigins()),
                new AllTokens(new MemoryTokens(options.tokens(), clock), kept, open), blobs,
                new RateLimit(options.rateLimit(), millis), options.sendQueue(), interceptor, ledger,
                shared ? execution.handling() : Execution.IN_PLACE, execution, ConcurrentHashMap.newKeySet(), measures,
                new Readiness(ledger));
    }

    private static ContentStore files(ServerOptions options) {
        Path data = options.data();
        Path directory = data == null ? options.files() : contentsOf(data);
        if (directory != null) {
            return new DirectoryContentStore(directory);
        }
        Ledger given = options.ledger();
        if (given == null) {
            return new MemoryContentStore();
        }
        ContentStore ofTheLedger = given.files();
        return ofTheLedger == null ? new NoContentStore() : ofTheLedger;
    }

    private static Ledger inMemory(ServerOptions options, JournalFile.Opener journals, MonotonicClock millis, Blobs blobs) {
        Replay replay = Mode.of(options).dialect()::changesOf;
        // The public server forgets nothing by itself.
        var ledger = options.hosted()
                ? new MemoryLedger(millis, replay)
                : new MemoryLedger(millis, replay, options.retention());
        Path data = options.data();
        if (data != null) {
            ledger.writeTo(openJournal(data, journals, ledger, blobs));
        }
        return ledger;
    }

    /** Where the contents of files are whose journal is {@code data}. */
    private static Path contentsOf(Path data) {
        return data.resolveSibling(data.getFileName() + ".files");
    }

    private static Journal openJournal(Path data, JournalFile.Opener file, MemoryLedger ledger, Blobs blobs) {
        try {
            return FileJournal.open(data, file.open(data), ledger, blobs);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + data + " cannot be opened", e);
        }
    }

    /**
     * Does nothing for what a store may be called.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void checkStoreName(String name) {
        Stores.checkName(name);
    }

    /** What it is made of, for whoever lets clients in. */
    public ServerParts parts() {
        return parts;
    }

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public StoreHost store(String name) {
        return parts.stores().make(name);
    }

    /** The names of the stores that there are. */
    public Set<String> stores() {
        return parts.stores().names();
    }

    /** How many clients are connected. */
    public int connections() {
        return parts.connections().size();
    }

    /** Cuts all connections. */
    public void disconnect() {
        List.copyOf(parts.connections()).forEach(Connection::drop);
    }

    /** From now on it takes no clients. Those that it has stay until it {@link #goAway goes away}. */
    public void takeNoMore() {
        parts.readiness().goAway();
    }

    /**
     * Takes no clients any more, and ends the connections that there are: what is being handled is finished, and answered, and
     * what is to be sent is sent before. Clients are told that this server goes away, so that they go to another one. Returns
     * when all of them are gone, or when the time is over; then {@link #close} it.
     */
    public void goAway(Duration atMost) {
        GoingAway.of(parts, atMost);
    }

    /** Cuts all connections. What the stores held is gone, unless it was written to a file. */
    @Override
    public void close() {
        tokenWatch.close();
        if (upkeep != null) {
            upkeep.close();
        }
        parts.readiness().goAway();
        disconnect();
        parts.measures().close();
        parts.ledger().close();
    }
}
