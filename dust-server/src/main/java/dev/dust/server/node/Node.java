package dev.dust.server.node;

import dev.dust.server.access.AllTokens;
import dev.dust.server.access.MemoryTokens;
import dev.dust.server.access.TokenRegistry;
import dev.dust.server.file.DirectoryFileStore;
import dev.dust.server.file.FileStore;
import dev.dust.server.file.MemoryFileStore;
import dev.dust.server.file.NoFileStore;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.memory.Journal;
import dev.dust.server.memory.MemoryLedger;
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
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A running server without the port by which clients come in: its stores, and who is connected. Safe for every thread. */
public final class Node implements AutoCloseable {
    private static final Duration LOOKING_AT_TOKENS = Duration.ofSeconds(2);
    /** What waits for a database waits on a thread of its own. */
    private static final Executor APART = task -> Thread.ofVirtual().name("dust-server-apart").start(task);

    private final ServerParts parts;
    private final Periodic tokenWatch;
    private final @Nullable Periodic upkeep;

    private Node(NodeSettings settings, ServerParts parts) {
        this.parts = parts;
        show(parts);
        upkeep = settings.hosted() ? null : Upkeep.start(parts, settings.keeping().retention());
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
     * @param interceptor what stands between it and its clients
     * @throws IllegalStateException if it would be open to the network, or its journal's file is none
     *                               or is in use, or its settings contradict each other
     * @throws UncheckedIOException  if that file cannot be read and written
     */
    public static Node start(NodeSettings settings, ServerInterceptor interceptor) {
        Ledger given = settings.keeping().ledger();
        boolean started = false;
        try {
            Node node = new Node(settings, parts(settings, interceptor));
            started = true;
            return node;
        } finally {
            if (!started && given != null) {
                given.close();
            }
        }
    }

    /** What a server of these settings is made of. */
    static ServerParts parts(NodeSettings settings, ServerInterceptor interceptor) {
        String host = settings.endpoint().host();
        NodeSettings.Admission admission = settings.admission();
        Ledger given = settings.keeping().ledger();
        TokenRegistry kept = given == null ? null : given.tokens();
        boolean open = admission.tokens().isEmpty() && (admission.anyToken() || Origins.isLoopback(host));
        if (admission.tokens().isEmpty() && !open && (kept == null || kept.isEmpty())) {
            throw new IllegalStateException("a server on " + host + " that knows no token is open to everybody in the network:"
                    + " give it a token, or say that any will do");
        }
        Time clock = settings.time() == null ? new SystemTime() : settings.time();
        var millis = new MonotonicClock(clock);
        NodeSettings.Limits limits = settings.limits();
        NodeSettings.Keeping keeping = settings.keeping();
        var blobs = new Blobs(files(keeping), keeping.ledger() == null ? null : keeping.ledger().fileIndex());
        boolean shared = given != null;
        if (shared ? keeping.data() != null || settings.hosted() : keeping.files() != null) {
            throw new IllegalStateException(
                    "a server whose ledger others have, too, has no journal, and is not as the public one;"
                            + " any other has its files beside its journal");
        }
        Ledger ledger = given == null ? inMemory(settings, millis, blobs) : given;
        var measures = new Measures(settings.measuring().metrics());
        var stores = new Stores(settings.mode(), settings.stores(), ledger, blobs, limits.rows(), shared ? APART : null,
                measures);
        return new ServerParts(settings.mode(), stores, new Origins(host, admission.allowedOrigins()),
                new AllTokens(new MemoryTokens(admission.tokens(), clock), kept, open), blobs,
                new RateLimit(limits.writesPerMinute(), millis),
                limits.sendQueue(), interceptor, ledger, shared ? APART : Runnable::run, ConcurrentHashMap.newKeySet(),
                measures,
                new Readiness(ledger));
    }

    private static FileStore files(NodeSettings.Keeping keeping) {
        Path directory = keeping.data() == null ? keeping.files() : contentsOf(keeping.data());
        if (directory != null) {
            return new DirectoryFileStore(directory);
        }
        if (keeping.ledger() == null) {
            return new MemoryFileStore();
        }
        FileStore ofTheLedger = keeping.ledger().files();
        return ofTheLedger == null ? new NoFileStore() : ofTheLedger;
    }

    private static Ledger inMemory(NodeSettings settings, MonotonicClock millis, Blobs blobs) {
        var ledger = new MemoryLedger(millis, settings.mode().dialect()::changesOf);
        Path data = settings.keeping().data();
        if (data != null) {
            ledger.writeTo(openJournal(data, settings.keeping().journalFile(), ledger, blobs));
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
