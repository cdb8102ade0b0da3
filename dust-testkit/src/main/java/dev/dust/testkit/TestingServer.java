package dev.dust.testkit;

import dev.dust.ConnectionStatus;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.StoreRules;
import dev.dust.server.rules.StoreState;
import dev.dust.time.Time;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.CloseReason;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client under test talks to: stores that obey the server's rules, and a transport that answers on the spot. It has one
 * client. Safe for every thread.
 */
final class TestingServer implements Transport {
    private final CallbackThreads threads;
    private final MonotonicClock clock;
    private final Blobs blobs = new Blobs();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TestingStore> stores = new HashMap<>();
    private final Queue<Refusal> refusals = new ArrayDeque<>();
    private ConnectionStatus status = ConnectionStatus.CONNECTED;
    private @Nullable String deviceId;
    /** The newest connection, or the attempt at one; null before the first. */
    private @Nullable TestingConnection connection;

    TestingServer(Time time, CallbackThreads threads) {
        this.threads = threads;
        this.clock = new MonotonicClock(time);
    }

    /** Does something under the lock, and then tells the client what was said. */
    private <T> T with(Supplier<T> work) {
        TestingConnection told;
        T result;
        lock.lock();
        try {
            result = work.get();
            told = connection;
        } finally {
            lock.unlock();
        }
        if (told != null) {
            told.tell();
        }
        return result;
    }

    private void run(Runnable work) {
        with(() -> {
            work.run();
            return null;
        });
    }

    // --- For the client

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        return with(() -> {
            deviceId = handshake.deviceId();
            var attempt = new TestingConnection(this, listener, threads);
            connection = attempt;
            answer(attempt);
            return attempt;
        });
    }

    private void answer(TestingConnection attempt) {
        if (status == ConnectionStatus.CONNECTED) {
            attempt.open();
        } else if (status == ConnectionStatus.REFUSED) {
            attempt.end(new Refused("the test refuses this client"));
        }
    }

    void received(TestingConnection from, ClientMessage message) {
        run(() -> {
            if (from == connection) {
                receive(message);
            }
        });
    }

    private void receive(ClientMessage message) {
        TestingStore store = store(message.store());
        if (message.event().equals(ClientMessage.JOIN)) {
            store.join(message);
        } else if (store.owns(message)) {
            Refusal refusal = PushKind.of(message.event()) == null ? null : refusals.poll();
            if (refusal == null) {
                store.push(message, Objects.requireNonNull(deviceId, "deviceId"));
            } else {
                store.answer(message, PushResult.refused(refusal));
            }
        }
    }

    private TestingStore store(String name) {
        return stores.computeIfAbsent(name,
                n -> new TestingStore(n, new StoreState(n, clock, blobs, StoreRules.UNLIMITED, Dialect.PROTOCOL), message -> {
                    if (connection != null) {
                        connection.say(message);
                    }
                }));
    }

    void ended(TestingConnection ending, CloseReason reason) {
        run(() -> {
            if (ending == connection) {
                end(reason);
            }
        });
    }

    private void end(CloseReason reason) {
        if (connection != null) {
            connection.end(reason);
            stores.values().forEach(TestingStore::disconnected);
        }
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        Blobs.Blob file = blobs.get(hash);
        if (file == null) {
            throw new FileRefusedException("not_found", "nobody has put a file " + hash);
        }
        return file.content().open(from);
    }

    @Override
    public void close() {
        run(() -> end(new Lost("the transport was closed")));
    }

    // --- For the test

    /** Whether the client has ever asked for a connection. */
    boolean wasAsked() {
        return with(() -> connection != null);
    }

    /** From now on the connection, and every store, stands like this. */
    void become(ConnectionStatus next) {
        run(() -> {
            boolean refused = stores.values().stream().anyMatch(TestingStore::isRefused);
            status = next;
            if (next == ConnectionStatus.CONNECTED) {
                stores.values().forEach(store -> store.become(next));
                if (connection != null && connection.isAsked()) {
                    connection.open();
                } else if (refused) {
                    // A client that was refused a store asks again on the next connection only.
                    end(new Lost("the test lets this client in again"));
                }
            } else if (next == ConnectionStatus.REFUSED) {
                end(new Refused("the test refuses this client"));
            } else if (next == ConnectionStatus.RECONNECTING) {
                end(new Lost("the test took the connection away"));
            }
        });
    }

    /** From now on one store stands like this. */
    void become(String name, ConnectionStatus next) {
        run(() -> {
            boolean refused = store(name).isRefused();
            store(name).become(next);
            if (refused && next == ConnectionStatus.CONNECTED) {
                end(new Lost("the test lets this client in again"));
            }
        });
    }

    void refuseNext(Refusal refusal) {
        run(() -> refusals.add(refusal));
    }

    /** Somebody else writes; the outcome says whether that was accepted. */
    PushResult write(String name, MapValue payload) {
        return with(() -> {
            PushResult outcome = store(name).state().apply(PushKind.WRITE, payload, "dev_other");
            outcome.events().forEach(store(name)::publish);
            return outcome;
        });
    }

    /** Something was committed; {@code event} says what, but for its seq, which is the next one. */
    void commit(String name, Event event) {
        run(() -> {
            StoreState state = store(name).state();
            var next = new Event(state.storeSeq() + 1, event.op(), event.segments(), event.path(), event.value(),
                    event.deviceId(), event.clientOpId());
            state.restore(next);
            store(name).publish(next);
        });
    }
}
