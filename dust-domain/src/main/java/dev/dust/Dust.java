package dev.dust;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.codec.Codecs;
import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.sync.ConnectionState;
import dev.dust.time.SystemTime;
import dev.dust.time.Time;
import dev.dust.transport.Transport;
import dev.dust.value.FileRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of Dust, the reactive global map. Open stores with {@link #store}; close the client when the application ends. One
 * client holds one connection, however many stores it opens, and makes it again whenever it is lost. Thread-safe.
 *
 * <pre>{@code
 * try (Dust dust = Dust.builder().url("ws://localhost:7755/ws/sync").apiKey(token).build()) {
 *     DustStore blog = dust.store("james/blog");
 *     blog.put("posts/hello", Map.of("title", "Hello"));
 *     blog.on("posts/*", event -> System.out.println(event.op() + " " + event.path()));
 * }
 * }</pre>
 */
public final class Dust implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Dust.class.getName());
    /** How long closing waits for a cache, and for each port. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final Cache cache;
    private final Transport transport;
    private final Codecs codecs;
    private final DustOptions options;
    private final @Nullable SystemTime ownTime;
    private final EngineConfig config;
    private final ConnectionManager connections;
    private final Map<String, DustStore> stores = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A client; it connects when the first store is opened. Neither server nor cache need be there: what they have to tell
     * comes when they do.
     *
     * @param cache     where rows and unsent writes are kept
     * @param transport the way to the server
     * @param codecs    how objects become values
     * @param options   how to behave
     */
    public Dust(Cache cache, Transport transport, Codecs codecs, DustOptions options) {
        this(cache, transport, codecs, options, null);
    }

    /** {@code ownTime}: the options' time, if it ends with the client. */
    Dust(Cache cache, Transport transport, Codecs codecs, DustOptions options, @Nullable SystemTime ownTime) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.transport = Objects.requireNonNull(transport, "transport");
        this.codecs = Objects.requireNonNull(codecs, "codecs");
        this.options = Objects.requireNonNull(options, "options");
        Time given = options.time();
        this.ownTime = given == null ? new SystemTime() : ownTime;
        Time time = given == null ? Objects.requireNonNull(this.ownTime, "ownTime") : given;
        this.config = new EngineConfig(options.sync(ownsCache()), time, options.callbackThreads(),
                options.engineThreads(),
                options.random(), CLOSE_TIMEOUT, TransitionLog.transitions(), options.metrics());
        this.connections = new ConnectionManager(cache, transport, options.deviceId(), () -> Ids.device(options.random()),
                options.enabled(), config);
    }

    /** Makes a client of what is on the class path or module path, and of what it is told. */
    public static DustBuilder builder() {
        return new DustBuilder();
    }

    /**
     * The store of this name. On first use it is opened from the cache, where it can be read at once, and joined in the
     * background; {@link DustStore#ready} tells when it has caught up. While the cache is away, its status says so, reads and
     * writes fail with {@link StorageException}, subscriptions wait, and all goes on when it is back.
     *
     * @param name {@code org/name}, or the store's UUID
     * @throws InvalidRequestException {@code invalid_store} for a name that is neither
     * @throws StorageException        if the cache cannot open it at all, which does not mend by waiting
     * @throws ClosedException         if the client is closed, or is being closed
     */
    public DustStore store(String name) {
        StoreNames.require(name);
        DustStore store = stores.get(name);
        if (store == null) {
            var opened = new DustStore(name, connections, engine(name), new Conversion(codecs), config, cache.durable(),
                    this::left);
            store = stores.putIfAbsent(name, opened);
            store = store == null ? opened : store;
        }
        if (closed) {
            store.core().end();
            throw new ClosedException();
        }
        return store;
    }

    private StoreEngine engine(String name) {
        try {
            return connections.engine(name);
        } catch (CacheException failed) {
            throw new StorageException("the store cannot be opened: " + failed.getMessage(), failed);
        }
    }

    /**
     * Begins a subscription that describes itself. Opens its store. While the cache is away, it begins when that is back.
     *
     * @throws InvalidRequestException for a bad pattern or store
     * @throws StorageException        if the cache cannot be read
     * @throws ClosedException         if the client is closed, or is being closed
     */
    public Subscription subscribe(DustSubscriber subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        String name = Objects.requireNonNull(subscriber.store(), "the subscriber's store");
        String pattern = Objects.requireNonNull(subscriber.pattern(), "the subscriber's pattern");
        SubscriptionOptions how = Objects.requireNonNull(subscriber.options(), "the subscriber's options");
        DustStore store = store(name);
        return switch (subscriber) {
            case DustSubscriber.OfOps ofOps -> store.matching(pattern).on(ofOps::onEvent, how);
            case DustSubscriber.OfChanges ofChanges -> store.matching(pattern).onChange(ofChanges::onChange, how);
            case DustSubscriber.OfObjects<?> ofObjects -> watch(store, pattern, ofObjects, how);
        };
    }

    private static <T> Subscription watch(DustStore store, String pattern, DustSubscriber.OfObjects<T> subscriber,
            SubscriptionOptions how) {
        Class<T> type = Objects.requireNonNull(subscriber.type(), "the subscriber's type");
        return store.matching(pattern).watch(type, subscriber::onObject, how);
    }

    /** The way to the content of a file whose reference was found in a value or an event. */
    public DustFile file(FileRef ref) {
        return new DustFile(Objects.requireNonNull(ref, "ref"), connections);
    }

    /** How the connection stands. */
    public ConnectionInfo connection() {
        ConnectionManager.Report report = connections.report();
        return new ConnectionInfo(status(report.state()), connections.deviceId(), report.problem());
    }

    /**
     * How the client stands: connection, stores, outboxes, storage (docs/operations.md#health). It asks neither the server nor
     * the cache, and returns at once.
     */
    public Health health() {
        List<StoreHealth> open = stores.values().stream().sorted(Comparator.comparing(DustStore::name))
                .map(store -> store.core().link().health(options.enabled())).toList();
        return HealthCheck.of(connection(), open, closed);
    }

    /**
     * Calls {@code listener} with how the connection stands: now, and after each change. One call at a time, on the executor
     * of the options; changes that come while it runs are one further call, with the newest.
     *
     * @return ends it; so does closing the client, after a last call
     */
    public Listening onStatus(Consumer<? super ConnectionInfo> listener) {
        Objects.requireNonNull(listener, "listener");
        return StatusWatch.begin(this::connection, this::connection, listener, config, connections::watch, connections::forget);
    }

    /**
     * Has the connection tried at once, for those who know that the network is back, or that there is another token: what
     * waits for its next attempt waits no longer, and what comes after begins with short waits again. The cache is tried
     * likewise, if it is away. Does not wait, and does nothing to a connection that stands.
     */
    public void reconnect() {
        connections.reconnect();
    }

    private void left(DustStore store) {
        // It may be left by a fenced view of it, which is another object.
        stores.computeIfPresent(store.name(), (name, open) -> open.core().engine().equals(store.core().engine()) ? null : open);
    }

    static ConnectionStatus status(ConnectionState state) {
        return switch (state) {
            case IDLE -> ConnectionStatus.DISCONNECTED;
            case CONNECTING -> ConnectionStatus.CONNECTING;
            case CONNECTED -> ConnectionStatus.CONNECTED;
            case WAITING, RECONNECTING -> ConnectionStatus.RECONNECTING;
            case REFUSED, RETRYING_REFUSED -> ConnectionStatus.REFUSED;
        };
    }

    /**
     * Waits until no write of this client waits for the server, in any of its open stores.
     *
     * @param patience for how long at most; the longest durations mean "for ever"
     * @return whether none does; false too if the client is closed before, and if the thread is interrupted, which it then
     *         stays
     */
    public boolean flush(Duration patience) {
        Objects.requireNonNull(patience, "patience");
        return Flush.of(stores.values().stream().map(store -> store.core().engine()).toList(),
                options.enabled() ? patience : Duration.ZERO, config);
    }

    /**
     * Sends what waits, as {@link #flush} does, and then ends the client, as {@link #close()} does.
     *
     * @param patience how long to wait for the server at most
     * @return whether nothing waited any more
     */
    public boolean close(Duration patience) {
        boolean flushed = closed || flush(patience);
        close();
        return flushed;
    }

    /**
     * Ends the client: the connection is closed, subscriptions end, and everybody who waits is answered with
     * {@link ClosedException}. Writes that were not answered stay in the outbox of a durable cache; how many a cache in memory
     * takes with it, a WARNING in the log says, and {@link #close(Duration)} sends them first. The cache and the transport
     * are closed too, unless {@link DustOptions#sharedPorts()} says otherwise. A cache that does not answer is not waited
     * for longer than some seconds. Does nothing the second time.
     */
    @Override
    public void close() {
        boolean first = !closed;
        if (first && ownsCache()) {
            warnOfUnsent();
        }
        closed = true;
        stores.values().forEach(store -> store.core().leases().close());
        connections.close();
        stores.values().forEach(store -> store.core().end());
        if (first && !options.sharedPorts()) {
            close("transport", transport);
            close("cache", cache);
        }
        if (ownTime != null) {
            ownTime.close();
        }
    }

    /** Whether nobody else can use the cache, and it ends with this client; a durable one may be another process's, too. */
    private boolean ownsCache() {
        return !cache.durable() && !options.sharedPorts();
    }

    private void warnOfUnsent() {
        try {
            Map<String, Long> unsent = new TreeMap<>();
            stores.forEach((name, store) -> unsent.put(name, store.core().writer().unsent()));
            unsent.values().removeIf(count -> count == 0);
            if (!unsent.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING,
                        "closing drops " + unsent.values().stream().mapToLong(Long::longValue).sum()
                                + " writes that the server has not answered, because the cache is not durable: " + unsent
                                + "; close(Duration) sends them first");
            }
        } catch (DustException unknown) {
            LOG.log(System.Logger.Level.WARNING, "what closing drops of writes that were not sent is not known", unknown);
        }
    }

    /** For what was made for a client that did not come about. */
    static void closeQuietly(AutoCloseable part) {
        close("part of a client", part);
    }

    /** A port that does not close in time, or fails, is left to itself: nobody could do anything about it. */
    private static void close(String what, AutoCloseable port) {
        Thread closing = Thread.ofVirtual().name("dust-close").start(() -> {
            try {
                port.close();
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.WARNING, "the " + what + " failed to close", e);
            }
        });
        try {
            if (!closing.join(CLOSE_TIMEOUT)) {
                LOG.log(System.Logger.Level.WARNING, "the " + what + " has not closed within " + CLOSE_TIMEOUT
                        + " and is left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
