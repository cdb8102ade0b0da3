package dev.dust.server;

import dev.dust.metrics.Metrics;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.server.node.JournalFile;
import dev.dust.server.node.NodeSettings;
import dev.dust.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server is like. For one thread.
 *
 * @param <B> what is described, and then started
 */
public abstract class ServerOptions<B extends ServerOptions<B>> {
    private static final int DEFAULT_SEND_QUEUE = 16_384;

    private String host = "127.0.0.1";
    private int port;
    private final Map<String, Access> tokens = new LinkedHashMap<>();
    private boolean anyToken;
    private final Set<String> allowedOrigins = new HashSet<>();
    private @Nullable Set<String> stores;
    private @Nullable Path data;
    private JournalFile.Opener journalFile = JournalFile::open;
    private @Nullable Ledger ledger;
    private @Nullable Path files;
    private Retention retention = Retention.defaults();
    private Metrics metrics = Metrics.none();
    private @Nullable Supplier<String> metricsPage;
    private @Nullable String metricsToken;
    private @Nullable Time time;
    private int rateLimit = NodeSettings.Limits.NONE;
    private int keyLimit = NodeSettings.Limits.NONE;
    /** 0 if it was not told. */
    private int maxFrameBytes;
    private boolean hosted;
    private int sendQueue = DEFAULT_SEND_QUEUE;
    private Duration idleTimeout = Duration.ofMinutes(1);

    /** Nothing is described yet. */
    protected ServerOptions() {
    }

    /** These options, as what they are. */
    protected abstract B self();

    /** Opens the file of {@link #data} in another way. */
    B journalFile(JournalFile.Opener opener) {
        journalFile = opener;
        return self();
    }

    /**
     * Does what the public server does wherever that differs from the protocol, as far as a client can see it. It crashes
     * where others refuse ({@code phx_error}, and no reply), takes frames of 8,000,000 bytes, forgets in catch-ups what values
     * were, and has only the stores that {@link #stores} names.
     */
    public B asHosted() {
        hosted = true;
        return self();
    }

    /** The interface to listen on; 127.0.0.1 unless it is told. */
    public B host(String name) {
        host = Objects.requireNonNull(name, "host");
        return self();
    }

    /** The port to listen on; a free one unless it is told. */
    public B port(int number) {
        port = number;
        return self();
    }

    /** Knows a token. Where none is known, any token that is not empty may do everything. */
    public B token(String token, Access access) {
        tokens.put(Objects.requireNonNull(token, "token"), Objects.requireNonNull(access, "access"));
        return self();
    }

    /**
     * Lets any token in that is not empty although the network can reach the server. Without this, a server that knows no
     * token listens on a loopback interface or does not start.
     */
    public B allowAnyToken() {
        anyToken = true;
        return self();
    }

    /**
     * Lets web pages from there connect, besides those of the server's own host.
     *
     * @param origins such as {@code https://example.org}
     */
    public B allowOrigins(String... origins) {
        allowedOrigins.addAll(List.of(origins));
        return self();
    }

    /**
     * Has these stores, those of earlier calls and of {@link #data}, and no others. Else a join makes the store that it asks
     * for.
     */
    public B stores(String... names) {
        Set<String> all = stores == null ? new HashSet<>() : stores;
        all.addAll(List.of(names));
        stores = all;
        return self();
    }

    /** The clock for leases, rate limits and the ends of tokens; the system's unless it is told. */
    public B time(Time clock) {
        time = Objects.requireNonNull(clock, "time");
        return self();
    }

    /** Takes so many writes a minute from each token; any number unless it is told. */
    public B rateLimit(int writesPerMinute) {
        rateLimit = atLeastOne(writesPerMinute);
        return self();
    }

    /** Keeps so many rows in each store; any number unless it is told. */
    public B keyLimit(int rows) {
        keyLimit = atLeastOne(rows);
        return self();
    }

    /** Closes a connection that sends a longer frame; 32 MiB unless it is told, or 8,000,000 bytes {@link #asHosted}. */
    public B maxFrameBytes(int bytes) {
        maxFrameBytes = atLeastOne(bytes);
        return self();
    }

    /** Closes a connection that leaves so many frames unread; 16,384 unless it is told. */
    public B sendQueue(int frames) {
        sendQueue = atLeastOne(frames);
        return self();
    }

    /** Closes a connection on which nothing is sent for so long; a minute unless it is told. */
    public B idleTimeout(Duration timeout) {
        idleTimeout = Objects.requireNonNull(timeout, "timeout");
        return self();
    }

    private static int atLeastOne(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least 1, not " + number);
        }
        return number;
    }

    /**
     * Writes down in {@code file} what happens, and begins with what it says: the stores survive a restart, though not a
     * failure of the machine. The file is made if it is missing. The contents
     * of files stand beside it, in the directory of its name and {@code .files}, and pass through the heap piece by piece.
     * Unless it is told, everything is kept in memory, and a file may have 64 MiB.
     */
    public B data(Path file) {
        data = Objects.requireNonNull(file, "file");
        return self();
    }

    /**
     * Has its stores in a ledger that other servers may have at the same time, and which is closed with this server. All of
     * them are alike: whoever writes and wherever, members of all servers hear of it. The clock for leases is the ledger's.
     * Such a server has no {@link #data}, and is not {@link #asHosted}.
     */
    public B ledger(Ledger shared) {
        ledger = Objects.requireNonNull(shared, "ledger");
        return self();
    }

    /**
     * Keeps the contents of files in {@code directory} where there is a {@link #ledger}; all servers that have the ledger need
     * the same one. Made if it is missing. Unless it is told, they are where the ledger keeps them.
     */
    public B files(Path directory) {
        files = Objects.requireNonNull(directory, "directory");
        return self();
    }

    /** Keeps so much of each store's history, unless that is told for the store itself; it is looked after once a minute. */
    public B retention(Retention usual) {
        retention = Objects.requireNonNull(usual, "usual");
        return self();
    }

    /** Tells what it measures of itself there: the constants of {@link dev.dust.server.metrics.ServerMeter}. */
    public B metrics(Metrics hears) {
        metrics = Objects.requireNonNull(hears, "hears");
        return self();
    }

    /**
     * Answers {@code /metrics} by {@code page}, to whoever shows a token that may do everything, or that of
     * {@link #metricsToken}. Unless it is told there is no such page.
     *
     * @param page gives what is measured, in Prometheus' text format; may be called on any thread
     */
    public B metricsPage(Supplier<String> page) {
        metricsPage = Objects.requireNonNull(page, "page");
        return self();
    }

    /** Answers {@code /metrics} to that token, too, which opens nothing else. It is known while the ledger is away. */
    public B metricsToken(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("a token is not blank");
        }
        metricsToken = token;
        return self();
    }

    /** What was described so far. */
    @SuppressWarnings("exports") // For the modules of this project that start servers of their own kind: they see the type.
    protected final NodeSettings settings() {
        return new NodeSettings(new NodeSettings.Endpoint(host, port, idleTimeout),
                new NodeSettings.Admission(tokens, anyToken, allowedOrigins),
                new NodeSettings.Limits(rateLimit, keyLimit, maxFrameBytes, sendQueue), hosted, stores,
                new NodeSettings.Keeping(data, journalFile, ledger, files, retention),
                new NodeSettings.Measuring(metrics, metricsPage, metricsToken), time);
    }
}
