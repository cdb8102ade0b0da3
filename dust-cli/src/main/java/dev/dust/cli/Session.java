package dev.dust.cli;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.Write;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Cache;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.time.SystemTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client with one store, for as long as a command runs. The store has caught up with its server; on a cache that outlives the
 * command it may also be without the server, and then {@link #absence} says why.
 */
final class Session implements AutoCloseable {
    /** In which the client itself tells that there is no answer. */
    private static final Duration AFTER_TIMEOUT = Duration.ofMillis(500);
    private static final long LOOK_EVERY_MILLIS = 20;
    /** How long a reader waits for a connection where the cache can answer: a server that is there answers sooner. */
    private static final Duration CONNECTING = Duration.ofSeconds(2);

    private final SystemTime time;
    private final CommandCache cache;
    private final Dust dust;
    private final DustStore store;
    private final Duration timeout;
    private final boolean durable;
    private final OutboxLock outbox;
    /** The client does not connect before somebody listens to what becomes of earlier writes. */
    private final CompletableFuture<Void> listening;
    private @Nullable String absence;
    private boolean answersAtOnce;

    private Session(SystemTime time, CommandCache cache, OutboxLock outbox, Dust dust, DustStore store, boolean durable,
            Duration timeout, CompletableFuture<Void> listening) {
        this.time = time;
        this.cache = cache;
        this.outbox = outbox;
        this.dust = dust;
        this.store = store;
        this.durable = durable;
        this.timeout = timeout;
        this.listening = listening;
    }

    /**
     * Opens a store, waits until it has caught up, and sees to the writes that earlier commands left in the cache.
     *
     * @param caches  opens the cache
     * @param use     what is done with its outbox; one that another command does not let go of is done without, and a command
     *                that writes has its rows in memory then
     * @param say     is told what became of such writes
     * @param prepare is called before the client connects
     * @throws Failure if the server refuses; if the server is away or does not answer in time, and the cache is not durable
     */
    static Session open(ConnectionOptions options, CommandCache caches, OutboxUse use, String storeName, Consumer<String> say,
            Consumer<Session> prepare) throws InterruptedException {
        OutboxLock outbox = caches.outbox(use, options.timeout());
        if (use == OutboxUse.WRITES && !outbox.isHeld()) {
            say.accept("another command has had the outbox of this cache for " + options.timeout().toSeconds()
                    + " s: this one reads into memory, and keeps no write");
            return open(options, MemoryCache::new, use, storeName, say, prepare);
        }
        Session session = of(options, caches, outbox, storeName, true);
        try {
            prepare.accept(session);
            session.begin(say);
            return session;
        } catch (RuntimeException | InterruptedException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Opens a store as the cache has it, and asks no server.
     *
     * @throws Failure if the cache keeps nothing
     */
    static Session ofCache(ConnectionOptions options, CommandCache caches, String storeName) throws InterruptedException {
        OutboxLock outbox = caches.outbox(OutboxUse.WRITES, options.timeout());
        if (!outbox.isHeld()) {
            throw new Failure("another command has had the outbox of this cache for " + options.timeout().toSeconds()
                    + " s; try again when it is done");
        }
        Session session = of(options, caches, outbox, storeName, false);
        if (!session.durable) {
            session.close();
            throw options.mistake("a cache in memory keeps nothing for the next command: name another one by --cache");
        }
        return session;
    }

    private static Session of(ConnectionOptions options, CommandCache caches, OutboxLock outbox, String storeName,
            boolean connects) {
        var time = new SystemTime();
        var listening = new CompletableFuture<Void>();
        try {
            // What is wrong with the options is told before the database is asked for anything.
            WebSocketTransport transport = transport(options, listening, time);
            Cache cache = caches.open();
            Dust dust = client(cache, transport, options, outbox.deviceId(), time, connects);
            try {
                return new Session(time, caches, outbox, dust, dust.store(storeName), cache.durable(), options.timeout(),
                        listening);
            } catch (RuntimeException e) {
                dust.close();
                throw e;
            }
        } catch (RuntimeException e) {
            time.close();
            outbox.close();
            throw e;
        }
    }

    private static WebSocketTransport transport(ConnectionOptions options, CompletableFuture<?> listening, SystemTime time) {
        try {
            return new WebSocketTransport(options.url(), options.token(listening), Json.CODECS, time, options.webSocket());
        } catch (IllegalArgumentException noServer) {
            throw options.mistake(noServer.getMessage());
        }
    }

    private static Dust client(Cache cache, WebSocketTransport transport, ConnectionOptions options,
            @Nullable String deviceId, SystemTime time, boolean connects) {
        try {
            return new Dust(cache, transport, Json.CODECS, DustOptions.defaults().deviceId(deviceId).time(time)
                    .ackTimeout(options.timeout()).enabled(connects));
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    DustStore store() {
        return store;
    }

    /** The id by which the server knows this client. */
    String deviceId() {
        return dust.connection().deviceId();
    }

    /** How long to wait for anything that the server has to do. */
    Duration timeout() {
        return timeout;
    }

    /** Whether the server is there now. */
    boolean isConnected() {
        return store.status().connection() == ConnectionStatus.CONNECTED;
    }

    /** Why this goes on without the server; null if the store has caught up with it. */
    @Nullable
    String absence() {
        return absence;
    }

    /** How long ago the cache was in step with the server; null if nobody knows. */
    @Nullable
    Duration age() {
        return cache.age(store.name());
    }

    /** How many writes wait for the server: those of all commands with this cache, as far as they can be seen. */
    long waiting() {
        return Math.max(store.status().pendingOps(), cache.waiting(store.name()));
    }

    /** Before it begins: what the cache has is an answer, where the server gives none soon. */
    void answerAtOnce() {
        answersAtOnce = durable;
    }

    private void begin(Consumer<String> say) throws InterruptedException {
        try (EarlierWrites earlier = EarlierWrites.of(store)) {
            listening.complete(null);
            absence = awaitReady(answersAtOnce && hasSomething());
            if (absence == null) {
                cache.noteInStep(store.name());
                earlier.await(timeout, say);
            } else if (!durable) {
                throw new Failure(ExitCode.UNREACHABLE, absence);
            }
        }
    }

    private boolean hasSomething() {
        StoreStatus status = store.status();
        return status.lastStoreSeq() > 0 || status.pendingOps() > 0;
    }

    /** Null once the store has caught up, else why it does not. */
    private @Nullable String awaitReady(boolean hasAnAnswer) throws InterruptedException {
        CompletableFuture<Void> ready = store.ready();
        long begin = time.nanos();
        long end = begin + timeout.toNanos();
        while (time.nanos() < end) {
            try {
                ready.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                return null;
            } catch (TimeoutException notYet) {
                // A library goes on trying, as a server may come back. Whoever typed a command wants to know at once.
                StoreStatus status = store.status();
                String problem = "store " + store.name() + ": " + status.problem();
                if (status.connection() == ConnectionStatus.REFUSED) {
                    throw new Failure(problem);
                }
                if (status.connection() == ConnectionStatus.RECONNECTING && status.problem() != null) {
                    return problem;
                }
                if (hasAnAnswer && status.connection() == ConnectionStatus.CONNECTING
                        && time.nanos() - begin > CONNECTING.toNanos()) {
                    return "the server has not answered within " + CONNECTING.toSeconds() + " s";
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DustException refused) {
                    throw new Failure("store " + store.name() + ": " + refused.getMessage());
                }
                throw new IllegalStateException(e);
            }
        }
        return "store " + store.name() + " has not caught up with the server within " + timeout.toSeconds() + " s";
    }

    /**
     * Waits until the server has committed {@code write}.
     *
     * @return its store_seq; empty if the server is away, does not answer in time or puts the write off for longer, and the
     *         cache keeps the write for the next command
     * @throws DustException if the server refuses it
     * @throws Failure       if there is no answer in time, and the write is not kept
     */
    OptionalLong committed(Write write) throws InterruptedException {
        if (absence != null) {
            return OptionalLong.empty();
        }
        try {
            // The client itself gives up after the timeout, but for a rate limit.
            return OptionalLong.of(write.committed().get(timeout.plus(AFTER_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException putOff) {
            return late("the server takes no writes for now (rate_limited)", "the write is not done");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AnswerTimeoutException) {
                return late("the server has not answered in time", "whether the write took effect is unknown");
            }
            throw e.getCause() instanceof DustException refused ? refused : new IllegalStateException(e);
        }
    }

    private OptionalLong late(String why, String otherwise) {
        if (!durable) {
            throw new Failure(ExitCode.UNREACHABLE, why + "; " + otherwise);
        }
        absence = why;
        return OptionalLong.empty();
    }

    /**
     * Makes sure that the server is there.
     *
     * @throws Failure if it is not
     */
    void requireServer() {
        if (absence != null) {
            throw new Failure(ExitCode.UNREACHABLE, absence);
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws DustException as the server, or the client, has it
     */
    static <T> T answer(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DustException told) {
                throw told;
            }
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (absence == null && store.status().connection() == ConnectionStatus.CONNECTED) {
            cache.noteInStep(store.name());
        }
        dust.close();
        time.close();
        outbox.close();
    }
}
