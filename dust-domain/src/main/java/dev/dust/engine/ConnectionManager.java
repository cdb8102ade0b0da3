package dev.dust.engine;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.error.ClosedException;
import dev.dust.sync.ConnectionState.Signal;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.ReconnectPace;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a client, shared by its stores, kept up by the table of {@link ConnectionState}. Every method may be
 * called from any thread.
 */
public final class ConnectionManager {
    /** The protocol that this library speaks. */
    public static final int CAPVER = 3;

    private static final System.Logger LOG = System.getLogger(ConnectionManager.class.getName());
    private static final CloseReason.Lost OWN_DOING = new CloseReason.Lost("connecting again under another device id",
            CloseReason.By.NETWORK, true);
    /** Steps of the connection do not wait for anything. */
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final boolean enabled;
    private final Cache cache;
    private final Transport transport;
    private final EngineConfig config;
    private final Identity identity;
    private final OpenStores stores;
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final Shared shared;
    private final Mailbox<Step> mailbox;
    private final EngineTimers timers;
    private final ReconnectPace pace = new ReconnectPace();
    private final ConnectionLog log;
    private final ConnectionMeters meters;

    /** The attempt or connection of now; null for none. Used by turns alone. */
    private @Nullable Attempt current;
    private long openedAtNanos;
    private CloseReason.Lost lost = OWN_DOING;
    /** Whether another token was asked for, and the client is refused all the same. */
    private boolean refusedForGood;
    private volatile Report report = new Report(ConnectionState.IDLE, null);
    private volatile boolean closed;

    /**
     * How the connection stands.
     *
     * @param state   in the table
     * @param problem why it is not there, as the transport put it; null while it is, or was not tried
     */
    public record Report(ConnectionState state, @Nullable String problem) {
    }

    private static final class Step extends WorkItem {
        final Runnable what;

        Step(Runnable what) {
            this.what = what;
        }
    }

    /** One connection, and the ear for it. */
    private final class Attempt implements Transport.Listener {
        private final Identity.Held made = identity.now();
        private Transport.@Nullable Connection connection;

        @Override
        public void opened() {
            post(() -> {
                if (current == this) {
                    openedAtNanos = config.time().nanos();
                    pace.opened(openedAtNanos);
                    signal(Signal.OPENED, null);
                }
            });
        }

        @Override
        public void received(ServerMessage message) {
            StoreEngine engine = stores.ifOpen(message.store());
            if (engine != null) {
                engine.received(message);
            }
        }

        @Override
        public void unreadable(String why) {
            stores.all().forEach(engine -> engine.missed(why));
        }

        @Override
        public void closed(CloseReason reason) {
            post(() -> {
                if (current == this) {
                    current = null;
                    lost = reason instanceof CloseReason.Lost how ? how : new CloseReason.Lost(reason.message());
                    signal(reason instanceof CloseReason.Refused ? Signal.REFUSED : Signal.LOST, reason.message());
                }
            });
        }
    }

    /**
     * A client without stores, and without a connection until the first.
     *
     * @param configured the device id that the application chose, or null
     * @param fresh      makes a new device id
     * @param enabled    whether to connect at all
     */
    public ConnectionManager(Cache cache, Transport transport, @Nullable String configured, Supplier<String> fresh,
            boolean enabled, EngineConfig config) {
        this.enabled = enabled;
        this.cache = cache;
        this.transport = transport;
        this.identity = new Identity(cache, configured, fresh, this::identityChanged);
        this.config = config;
        this.stores = new OpenStores(this::opened, this::adopt, () -> closed);
        this.mailbox = new Mailbox<>(config.threads(), true, (step, next) -> false, steps -> {
            steps.getFirst().what.run();
            return true;
        });
        var refs = new AtomicLong();
        this.shared = new Shared(identity, () -> Long.toString(refs.incrementAndGet()), new SoloQueue(), transport,
                this::otherFormat);
        this.log = new ConnectionLog(config.time());
        this.meters = new ConnectionMeters(config.metrics(), () -> report.state());
        this.timers = new EngineTimers(config.time(), config.random(), id -> post(() -> signal(Signal.RETRY_DUE, null)));
    }

    /** The device id that the client has now; empty while the cache, which keeps it, has not been there. */
    public String deviceId() {
        return identity.now().deviceId();
    }

    /** How the connection stands. */
    public Report report() {
        return report;
    }

    /** Runs {@code task} on a thread of the engine's, which it may block. */
    public void apart(Runnable task) {
        config.apart(task);
    }

    /** See {@link Transport#download}. */
    public InputStream download(String hash, long from) throws IOException {
        if (!enabled) {
            throw new IOException("this client is not enabled to connect");
        }
        return transport.download(hash, from);
    }

    /**
     * The engine of a store, which is opened, and joined, on first use.
     *
     * @throws CacheException  if the cache cannot be read
     * @throws ClosedException if the client is closed, or is being closed
     */
    public StoreEngine engine(String store) {
        return stores.engine(store);
    }

    private StoreEngine opened(String store) {
        return new StoreEngine(store, cache.blocking(), config, shared);
    }

    /** Takes an engine among those that are told of the connection, and closed. */
    private boolean adopt(StoreEngine engine, Runnable makeKnown) {
        var adopted = new AtomicBoolean();
        run(() -> {
            if (closed) {
                return;
            }
            makeKnown.run();
            adopted.set(true);
            if (!enabled) {
                engine.apart();
            } else if (report.state() == ConnectionState.CONNECTED) {
                tellConnected(engine);
            } else {
                if (refusedForGood && report.problem() != null) {
                    engine.refused(refusal(report.problem()));
                }
                start();
            }
        });
        return adopted.get();
    }

    /** There is no telling the server who this is, before the cache has told the device id. */
    private void start() {
        if (enabled && identity.now().isKnown()) {
            signal(Signal.START, null);
        }
    }

    private static String refusal(@Nullable String problem) {
        return "the server refuses this client: " + problem;
    }

    /**
     * Closes a store, which is not opened before it is asked for again. Does nothing if it is not open.
     *
     * @param engine the one that is meant
     */
    public void leave(String store, StoreEngine engine) {
        stores.leave(store, engine);
    }

    /** The network, or a new token, may be there: what waits for its next attempt makes it now. Does not wait. */
    public void reconnect() {
        post(() -> {
            pace.reset();
            if (report.state() == ConnectionState.REFUSED) {
                refusedForGood = false;
                stores.all().forEach(StoreEngine::mayBecomeReady);
            }
            if (report.state() == ConnectionState.WAITING || report.state() == ConnectionState.REFUSED) {
                timers.cancel(TimerId.RECONNECT);
                signal(Signal.RETRY_DUE, null);
            }
            stores.all().forEach(StoreEngine::retryStorage);
        });
    }

    /** Calls {@code listener} after each change of the report, in turn: it must not block or throw. */
    public void watch(Runnable listener) {
        listeners.add(listener);
    }

    /** Ends what {@link #watch} began. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /**
     * Ends everything: callers are answered, the connection is closed. The ports stay open. Returns after the config's
     * closeTimeout, and a moment, at the latest.
     */
    public void close() {
        if (!closed) {
            run(() -> {
                closed = true;
                signal(Signal.CLOSE, null);
            });
            List<Consumer<Duration>> ends = stores.all().stream().map(StoreEngine::beginClose).toList();
            long until = System.nanoTime() + config.closeTimeout().toNanos();
            ends.forEach(end -> end.accept(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
            meters.close();
        }
    }

    /** Does it now, in its turn. */
    private void run(Runnable what) {
        var step = new Step(what);
        mailbox.run(step, FOR_EVER);
        if (step.failure() != null) {
            LOG.log(System.Logger.Level.ERROR, "a step of the connection failed", step.failure());
        }
    }

    private void post(Runnable what) {
        if (!closed) {
            mailbox.post(new Step(what));
        }
    }

    private void signal(Signal signal, @Nullable String problem) {
        ConnectionState before = report.state();
        ConnectionState next = ConnectionState.TABLE.next(before, signal);
        if (next == null) {
            return;
        }
        config.transitions().taken(before, signal, next);
        meters.count(before, signal);
        boolean settled = next == ConnectionState.CONNECTED || next == ConnectionState.IDLE;
        report = new Report(next, settled || problem != null ? problem : report.problem());
        if (before == ConnectionState.CONNECTED) {
            stores.all().forEach(engine -> engine.disconnected(lost.by()));
        }
        switch (next) {
            case CONNECTING, RECONNECTING, RETRYING_REFUSED -> connect();
            case CONNECTED -> {
                refusedForGood = false;
                log.connected(deviceId());
                stores.all().forEach(this::tellConnected);
            }
            case WAITING -> {
                long now = config.time().nanos();
                boolean wasThere = before == ConnectionState.CONNECTED;
                if (wasThere) {
                    log.lost(problem, lost.inOrder(), Duration.ofNanos(now - openedAtNanos));
                } else {
                    log.failed(problem);
                }
                timers.setWithin(TimerId.RECONNECT, wasThere ? pace.lost(now, lost.inOrder()) : pace.failed(now));
            }
            case REFUSED -> {
                boolean first = before != ConnectionState.RETRYING_REFUSED;
                log.refused(problem, !first);
                if (!first && problem != null && signal == Signal.REFUSED) {
                    // Another token was asked for, and is refused as well, or there is none: waiting does not mend that.
                    refusedForGood = true;
                    stores.all().forEach(engine -> engine.refused(refusal(problem)));
                }
                // The transport asks for another token before it asks the server again (law 6 of Transport).
                timers.set(TimerId.RECONNECT, first ? Duration.ZERO : ReconnectPace.MOST);
            }
            case IDLE -> {
                timers.cancelAll();
                if (current != null && current.connection != null) {
                    current.connection.close();
                }
                current = null;
            }
        }
        stores.all().forEach(StoreEngine::linkChanged);
        listeners.forEach(Runnable::run);
    }

    /**
     * The device id is another one: the server is to know the client by that, and each store goes on under it. It is nobody's
     * failure, so that the next attempt is made at once.
     */
    private void identityChanged() {
        post(() -> {
            LOG.log(System.Logger.Level.INFO, "going on as device " + deviceId());
            if (current != null && current.made.number() != identity.now().number()) {
                Attempt last = current;
                current = null;
                lost = OWN_DOING;
                if (last.connection != null) {
                    last.connection.close();
                }
                signal(Signal.LOST, lost.message());
                timers.set(TimerId.RECONNECT, Duration.ZERO);
            }
            if (!stores.all().isEmpty()) {
                start();
            }
            stores.all().forEach(StoreEngine::identityChanged);
            listeners.forEach(Runnable::run);
        });
    }

    private void tellConnected(StoreEngine engine) {
        Attempt standing = Objects.requireNonNull(current, "current");
        engine.connected(Objects.requireNonNull(standing.connection, "connection"), standing.made);
    }

    /** A store cannot be told in the format of now. */
    private void otherFormat() {
        post(() -> {
            // Otherwise that connection is gone, and another is being made.
            Transport.Connection told = current == null ? null : current.connection;
            if (told != null && transport.useOtherFormat()) {
                LOG.log(System.Logger.Level.WARNING,
                        "the server cannot tell a store's history in this format: connecting again with another");
                told.close();
            }
        });
    }

    private void connect() {
        var attempt = new Attempt();
        pace.attempting(config.time().nanos());
        current = attempt;
        try {
            attempt.connection = transport.connect(new Handshake(attempt.made.deviceId(), CAPVER), attempt);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the transport failed to connect", e);
            attempt.closed(new CloseReason.Lost("the transport failed to connect: " + e));
        }
    }
}
