package dev.dust.testkit.server;

import dev.dust.testkit.server.rules.Blobs;
import dev.dust.testkit.server.rules.MonotonicClock;
import dev.dust.testkit.server.rules.StoreState;
import dev.dust.time.SystemTime;
import dev.dust.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Describes a {@link DustServer}. For one thread. */
public final class ServerBuilder {
    private static final int DEFAULT_SEND_QUEUE = 16_384;

    private String host = "127.0.0.1";
    private int port;
    private final Map<String, Access> tokens = new LinkedHashMap<>();
    private boolean anyToken;
    private final Set<String> allowedOrigins = new HashSet<>();
    private Set<String> stores;
    private Path data;
    private JournalOpener journalFile = JournalFile::open;
    private Time time;
    private int rateLimit = RateLimit.NONE;
    private int keyLimit = StoreState.UNLIMITED;
    /** 0 if it was not told. */
    private int maxFrameBytes;
    private Mode mode = Mode.OWN;
    private int sendQueue = DEFAULT_SEND_QUEUE;
    private Duration idleTimeout = Duration.ofMinutes(1);

    /** How the file of {@link #data} is opened. */
    @FunctionalInterface
    interface JournalOpener {
        JournalFile open(Path path) throws IOException;
    }

    ServerBuilder() {
    }

    /** Opens the file of {@link #data} in another way. */
    ServerBuilder journalFile(JournalOpener opener) {
        journalFile = opener;
        return this;
    }

    /**
     * Does what the public server does wherever that differs from the protocol, as far as a client can see it. It crashes where
     * others refuse ({@code phx_error}, and no reply), takes frames of 8,000,000 bytes, forgets in catch-ups what values were, and
     * has only the stores that {@link #stores} or {@link DustServer#store} made.
     */
    public ServerBuilder asHosted() {
        mode = Mode.HOSTED;
        return this;
    }

    /** The interface to listen on; 127.0.0.1 unless it is told. */
    public ServerBuilder host(String name) {
        host = Objects.requireNonNull(name, "host");
        return this;
    }

    /** The port to listen on; a free one unless it is told. */
    public ServerBuilder port(int number) {
        port = number;
        return this;
    }

    /** Knows a token. Where none is known, any token that is not empty may do everything. */
    public ServerBuilder token(String token, Access access) {
        tokens.put(Objects.requireNonNull(token, "token"), Objects.requireNonNull(access, "access"));
        return this;
    }

    /**
     * Lets any token in that is not empty although the network can reach the server. Without this, a server that knows no token
     * listens on a loopback interface or does not start.
     */
    public ServerBuilder allowAnyToken() {
        anyToken = true;
        return this;
    }

    /**
     * Lets web pages from there connect, besides those of the server's own host.
     *
     * @param origins such as {@code https://example.org}
     */
    public ServerBuilder allowOrigins(String... origins) {
        allowedOrigins.addAll(List.of(origins));
        return this;
    }

    /** Has these stores, those of earlier calls and of {@link #data}, and no others. Else a join makes the store that it asks for. */
    public ServerBuilder stores(String... names) {
        stores = stores == null ? new HashSet<>() : stores;
        stores.addAll(List.of(names));
        return this;
    }

    /** The clock for leases, rate limits and the ends of tokens; the system's unless it is told. */
    public ServerBuilder time(Time clock) {
        time = Objects.requireNonNull(clock, "time");
        return this;
    }

    /** Takes so many writes a minute from each token; any number unless it is told. */
    public ServerBuilder rateLimit(int writesPerMinute) {
        rateLimit = atLeastOne(writesPerMinute);
        return this;
    }

    /** Keeps so many rows in each store; any number unless it is told. */
    public ServerBuilder keyLimit(int rows) {
        keyLimit = atLeastOne(rows);
        return this;
    }

    /** Closes a connection that sends a longer frame; 32 MiB unless it is told, or 8,000,000 bytes {@link #asHosted}. */
    public ServerBuilder maxFrameBytes(int bytes) {
        maxFrameBytes = atLeastOne(bytes);
        return this;
    }

    /** Closes a connection that leaves so many frames unread; 16,384 unless it is told. */
    public ServerBuilder sendQueue(int frames) {
        sendQueue = atLeastOne(frames);
        return this;
    }

    /** Closes a connection on which nothing is sent for so long; a minute unless it is told. */
    public ServerBuilder idleTimeout(Duration timeout) {
        idleTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    private static int atLeastOne(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least 1, not " + number);
        }
        return number;
    }

    /**
     * Writes down in {@code file} what happens, and begins with what it says: the stores survive a restart, though not a failure
     * of the machine. The file is made if it is missing. Unless it is told, everything is kept in memory.
     */
    public ServerBuilder data(Path file) {
        data = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException         if it cannot listen there, or would be open to the network, or the file of {@link #data} is not such a file or is in
     *                                       use
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    public DustServer start() {
        if (tokens.isEmpty() && !anyToken && !Origins.isLoopback(host)) {
            throw new IllegalStateException("a server on " + host + " that knows no token is open to everybody in the network:"
                    + " give it a token, or say that any will do");
        }
        Time clock = time == null ? new SystemTime() : time;
        var millis = new MonotonicClock(clock);
        var blobs = new Blobs();
        var hosts = new Stores(mode, stores, millis, blobs, keyLimit);
        Journal journal = data == null ? Journal.NONE : openJournal(hosts, blobs);
        hosts.writeTo(journal);
        var faults = new FaultBook();
        return new DustServer(this, new ServerParts(mode, hosts, new Origins(host, allowedOrigins), new Tokens(tokens, clock),
                blobs, new RateLimit(rateLimit, millis), sendQueue, faults, journal, ConcurrentHashMap.newKeySet()),
                faults);
    }

    private Journal openJournal(Stores hosts, Blobs blobs) {
        try {
            return FileJournal.open(data, journalFile.open(data), hosts, blobs);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + data + " cannot be opened", e);
        }
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int maxFrameBytes() {
        return maxFrameBytes == 0 ? mode.maxFrameBytes() : maxFrameBytes;
    }

    Duration idleTimeout() {
        return idleTimeout;
    }
}
