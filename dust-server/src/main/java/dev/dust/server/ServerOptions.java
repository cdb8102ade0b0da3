package dev.dust.server;

import dev.dust.metrics.Metrics;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server is like that listens: that of {@code dev.dust.server.web.Server}, and of the testkit's. Immutable; each method
 * that takes something returns a copy with one thing changed.
 */
public final class ServerOptions {
    private static final int OWN_FRAME = 32 << 20;
    private static final int HOSTED_FRAME = 8_000_000;
    private static final int LAST_PORT = 0xffff;
    private static final ServerOptions DEFAULTS = new ServerOptions(new Fields());

    /** Not changed any more once it is somebody's. */
    private final Fields fields;

    private static final class Fields {
        private String host = "127.0.0.1";
        private int port;
        private Map<String, Access> tokens = Map.of();
        private boolean anyToken;
        private Set<String> allowedOrigins = Set.of();
        private @Nullable Set<String> stores;
        private @Nullable Path data;
        private @Nullable Ledger ledger;
        private @Nullable Path files;
        private Retention retention = Retention.defaults();
        private Duration upkeepEvery = Duration.ofMinutes(1);
        private Metrics metrics = Metrics.none();
        private @Nullable Supplier<String> metricsPage;
        private @Nullable String metricsToken;
        private @Nullable Time time;
        private int rateLimit = Integer.MAX_VALUE;
        private int keyLimit = Integer.MAX_VALUE;
        /** 0 if it was not told. */
        private int maxFrameBytes;
        private int sendQueue = 16_384;
        private Duration idleTimeout = Duration.ofMinutes(1);
        private boolean hosted;

        Fields() {
        }

        Fields(Fields other) {
            host = other.host;
            port = other.port;
            tokens = other.tokens;
            anyToken = other.anyToken;
            allowedOrigins = other.allowedOrigins;
            stores = other.stores;
            data = other.data;
            ledger = other.ledger;
            files = other.files;
            retention = other.retention;
            upkeepEvery = other.upkeepEvery;
            metrics = other.metrics;
            metricsPage = other.metricsPage;
            metricsToken = other.metricsToken;
            time = other.time;
            rateLimit = other.rateLimit;
            keyLimit = other.keyLimit;
            maxFrameBytes = other.maxFrameBytes;
            sendQueue = other.sendQueue;
            idleTimeout = other.idleTimeout;
            hosted = other.hosted;
        }

        List<@Nullable Object> all() {
            return Arrays.asList(host, port, tokens, anyToken, allowedOrigins, stores, data, ledger, files, retention,
                    upkeepEvery,
                    metrics, metricsPage, metricsToken, time,
                    rateLimit, keyLimit, maxFrameBytes, sendQueue, idleTimeout, hosted);
        }
    }

    private ServerOptions(Fields fields) {
        this.fields = fields;
    }

    /** On a free port of the loopback interface, for any token, with every store that is asked for, all in memory. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    private ServerOptions with(Consumer<Fields> change) {
        var changed = new Fields(fields);
        change.accept(changed);
        return new ServerOptions(changed);
    }

    /** The interface to listen on; 127.0.0.1 by default. */
    public String host() {
        return fields.host;
    }

    /** With another interface to listen on. */
    public ServerOptions host(String host) {
        Objects.requireNonNull(host, "host");
        return with(f -> f.host = host);
    }

    /** The port to listen on; 0, which is the default, for a free one. */
    public int port() {
        return fields.port;
    }

    /**
     * With another port to listen on, 0 for a free one.
     *
     * @throws IllegalArgumentException if it is negative, or more than 65,535
     */
    public ServerOptions port(int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + LAST_PORT + ", not " + port);
        }
        return with(f -> f.port = port);
    }

    /** The tokens that are known, and what each may do; none by default. */
    public Map<String, Access> tokens() {
        return fields.tokens;
    }

    /**
     * With other tokens. Where none is known, and none stands in the ledger, any that is not empty may do everything, on a
     * loopback interface.
     */
    public ServerOptions tokens(Map<String, Access> tokens) {
        Map<String, Access> copy = Map.copyOf(Objects.requireNonNull(tokens, "tokens"));
        return with(f -> f.tokens = copy);
    }

    /** Whether any token does although the network can reach the server; false by default. */
    public boolean anyToken() {
        return fields.anyToken;
    }

    /**
     * With or without letting any token in that is not empty although the network can reach the server. Without, a server that
     * knows no token listens on a loopback interface or does not start.
     */
    public ServerOptions anyToken(boolean anyToken) {
        return with(f -> f.anyToken = anyToken);
    }

    /** Whose web pages may connect, besides those of the server's own host; nobody's by default. */
    public Set<String> allowedOrigins() {
        return fields.allowedOrigins;
    }

    /**
     * With web pages of others that may connect, besides those of the server's own host.
     *
     * @param allowedOrigins such as {@code https://example.org}
     */
    public ServerOptions allowedOrigins(Set<String> allowedOrigins) {
        Set<String> copy = Set.copyOf(Objects.requireNonNull(allowedOrigins, "allowedOrigins"));
        return with(f -> f.allowedOrigins = copy);
    }

    /** The only stores that there are, besides those of {@link #data}; null, which is the default, if a join makes them. */
    public @Nullable Set<String> stores() {
        return fields.stores;
    }

    /**
     * With these stores, those of {@link #data}, and no others; null to have a join make the store that it asks for. What is no
     * name of a store is refused when the server starts.
     */
    public ServerOptions stores(@Nullable Set<String> stores) {
        Set<String> copy = stores == null ? null : Set.copyOf(stores);
        return with(f -> f.stores = copy);
    }

    /** The file in which to write down what happens; null, which is the default, to keep everything in memory. */
    public @Nullable Path data() {
        return fields.data;
    }

    /**
     * With a file in which what happens is written down, and which says how to begin: the stores survive a restart, though not
     * a failure of the machine. Made if it is missing. The contents of files stand beside it, in the directory of its name and
     * {@code .files}, and pass through the heap piece by piece. Null to keep everything in memory, where a file may have 64
     * MiB.
     */
    public ServerOptions data(@Nullable Path data) {
        return with(f -> f.data = data);
    }

    /** The ledger that other servers may have, too; null, which is the default, for one of the server's own. */
    public @Nullable Ledger ledger() {
        return fields.ledger;
    }

    /**
     * With stores in a ledger that other servers may have at the same time, and which is closed with the server that starts.
     * All of them are alike: whoever writes and wherever, members of all servers hear of it. The clock for leases is the
     * ledger's. Such a server has no {@link #data}, and is not {@link #hosted}. Null for a ledger of the server's own.
     */
    public ServerOptions ledger(@Nullable Ledger ledger) {
        return with(f -> f.ledger = ledger);
    }

    /** The directory of the contents of files where there is a {@link #ledger}; null for the ledger's own place. */
    public @Nullable Path files() {
        return fields.files;
    }

    /**
     * With a directory of the contents of files where there is a {@link #ledger}; all servers that have the ledger need the
     * same one. Made if it is missing. Null to keep them where the ledger does.
     */
    public ServerOptions files(@Nullable Path files) {
        return with(f -> f.files = files);
    }

    /** How much of each store's history is kept, unless that is told for the store itself; {@link Retention#defaults}. */
    public Retention retention() {
        return fields.retention;
    }

    /** With so much of each store's history, unless that is told for the store itself; see {@link #upkeepEvery(Duration)}. */
    public ServerOptions retention(Retention retention) {
        Objects.requireNonNull(retention, "retention");
        return with(f -> f.retention = retention);
    }

    /** After how long histories are looked after again; a minute by default. */
    public Duration upkeepEvery() {
        return fields.upkeepEvery;
    }

    /**
     * With another time after which histories are looked after again, as {@link #retention} has it. Contents of files that
     * nothing names any more are looked for once an hour, or as often if that is rarer.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ServerOptions upkeepEvery(Duration upkeepEvery) {
        requirePositive("upkeepEvery", upkeepEvery);
        return with(f -> f.upkeepEvery = upkeepEvery);
    }

    /** What the server measures of itself is told there; nowhere by default. */
    public Metrics metrics() {
        return fields.metrics;
    }

    /** With another place to tell what is measured: the constants of {@link dev.dust.server.metrics.ServerMeter}. */
    public ServerOptions metrics(Metrics metrics) {
        Objects.requireNonNull(metrics, "metrics");
        return with(f -> f.metrics = metrics);
    }

    /** What {@code /metrics} is answered by; null, which is the default, if there is no such page. */
    public @Nullable Supplier<String> metricsPage() {
        return fields.metricsPage;
    }

    /**
     * With an answer to {@code /metrics}, for whoever shows a token that may do everything, or that of
     * {@link #metricsToken(String)}.
     *
     * @param metricsPage gives what is measured, in Prometheus' text format; may be called on any thread; null for no page
     */
    public ServerOptions metricsPage(@Nullable Supplier<String> metricsPage) {
        return with(f -> f.metricsPage = metricsPage);
    }

    /** The token by which {@code /metrics} is read, and nothing else; null, which is the default, if there is none. */
    public @Nullable String metricsToken() {
        return fields.metricsToken;
    }

    /**
     * With another token by which {@code /metrics} is read, and nothing else. It is known while the ledger is away.
     *
     * @param metricsToken null for none
     * @throws IllegalArgumentException if it is blank
     */
    public ServerOptions metricsToken(@Nullable String metricsToken) {
        if (metricsToken != null && metricsToken.isBlank()) {
            throw new IllegalArgumentException("metricsToken must be a token, and not blank");
        }
        return with(f -> f.metricsToken = metricsToken);
    }

    /** The clock for leases, rate limits and the ends of tokens; null, which is the default, for the system's. */
    public @Nullable Time time() {
        return fields.time;
    }

    /** With another clock, which whoever made it closes; null for the system's. */
    public ServerOptions time(@Nullable Time time) {
        return with(f -> f.time = time);
    }

    /** How many writes a minute are taken from each token; any number by default. */
    public int rateLimit() {
        return fields.rateLimit;
    }

    /**
     * With so many writes a minute from each token.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ServerOptions rateLimit(int rateLimit) {
        requireOne("rateLimit", rateLimit);
        return with(f -> f.rateLimit = rateLimit);
    }

    /** How many rows each store may have; any number by default. */
    public int keyLimit() {
        return fields.keyLimit;
    }

    /**
     * With so many rows in each store.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ServerOptions keyLimit(int keyLimit) {
        requireOne("keyLimit", keyLimit);
        return with(f -> f.keyLimit = keyLimit);
    }

    /** How long a frame may be, in bytes; by default 32 MiB, or 8,000,000 bytes if {@link #hosted}. */
    public int maxFrameBytes() {
        if (fields.maxFrameBytes > 0) {
            return fields.maxFrameBytes;
        }
        return fields.hosted ? HOSTED_FRAME : OWN_FRAME;
    }

    /**
     * With another length of frames, in bytes; a connection that sends a longer one is closed.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ServerOptions maxFrameBytes(int maxFrameBytes) {
        requireOne("maxFrameBytes", maxFrameBytes);
        return with(f -> f.maxFrameBytes = maxFrameBytes);
    }

    /** How many frames a client may leave unread; 16,384 by default. */
    public int sendQueue() {
        return fields.sendQueue;
    }

    /**
     * With another number of frames that may be left unread; a connection that leaves more is closed.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ServerOptions sendQueue(int sendQueue) {
        requireOne("sendQueue", sendQueue);
        return with(f -> f.sendQueue = sendQueue);
    }

    /** After how long a connection is closed on which nothing is sent; a minute by default. */
    public Duration idleTimeout() {
        return fields.idleTimeout;
    }

    /**
     * With another time after which a connection is closed on which nothing is sent.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ServerOptions idleTimeout(Duration idleTimeout) {
        requirePositive("idleTimeout", idleTimeout);
        return with(f -> f.idleTimeout = idleTimeout);
    }

    /** Whether the server does what the public one does, wherever that differs from the protocol; false by default. */
    public boolean hosted() {
        return fields.hosted;
    }

    /**
     * With or without doing what the public server does wherever that differs from the protocol, as far as a client can see it.
     * It crashes where others refuse ({@code phx_error}, and no reply), takes frames of 8,000,000 bytes, forgets in catch-ups
     * what values were, and has only the stores that {@link #stores} and {@link #data} name.
     */
    public ServerOptions hosted(boolean hosted) {
        return with(f -> f.hosted = hosted);
    }

    private static void requirePositive(String what, Duration time) {
        if (!Objects.requireNonNull(time, what).isPositive()) {
            throw new IllegalArgumentException(what + " must be positive, not " + time);
        }
    }

    private static void requireOne(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + number);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerOptions that && fields.all().equals(that.fields.all());
    }

    @Override
    public int hashCode() {
        return fields.all().hashCode();
    }

    /** What they say, without the tokens. */
    @Override
    public String toString() {
        return "ServerOptions[host=" + fields.host + ", port=" + fields.port + ", tokens=" + fields.tokens.size()
                + ", anyToken=" + fields.anyToken + ", allowedOrigins=" + fields.allowedOrigins + ", stores=" + fields.stores
                + ", data=" + fields.data + ", ledger=" + (fields.ledger != null) + ", files=" + fields.files + ", retention="
                + fields.retention + ", upkeepEvery=" + fields.upkeepEvery + ", rateLimit=" + fields.rateLimit + ", keyLimit="
                + fields.keyLimit + ", maxFrameBytes="
                + maxFrameBytes() + ", sendQueue=" + fields.sendQueue + ", idleTimeout=" + fields.idleTimeout + ", hosted="
                + fields.hosted + "]";
    }
}
