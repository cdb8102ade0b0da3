package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.Event;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.StoredRow;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A server of one store and several clients, on one thread and on virtual time: what anybody has to do or to say is done when
 * the test says so, also from within the work of a flight.
 */
final class FlightFleet implements AutoCloseable {
    static final String STORE = "org/fleet";
    private static final JacksonCodecs CODECS = new JacksonCodecs();
    private static final MapValue WELCOME = Wire.mapOf("permissions", Map.of("read", true, "write", true), "scopes",
            List.of("entries:read", "entries:write"), "store_access", Map.of("mode", "all", "store_ids", List.of()));

    final VirtualTime time = new VirtualTime();
    /** What was at a path before and after an op that the server took, in its order; null for nothing. */
    final List<Replaced> history = new ArrayList<>();
    private final StoreState state;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<String, Way> ways = new HashMap<>();
    private final List<Dust> clients = new ArrayList<>();

    FlightFleet() {
        this(Dialect.PROTOCOL);
    }

    FlightFleet(Dialect dialect) {
        state = new StoreState(STORE, new MonotonicClock(time), new Blobs(), StoreState.UNLIMITED, dialect);
    }

    /** One op that the server took. */
    record Replaced(String path, Value before, Value after) {
    }

    // --- Clients

    /** A client that has joined. */
    DustStore joined(String deviceId) {
        DustStore store = client(deviceId).store(STORE);
        settle();
        return store;
    }

    Dust client(String deviceId) {
        var way = new Way(deviceId);
        ways.put(deviceId, way);
        var dust = new Dust(new NaiveCache(), way, CODECS, DustOptions.defaults().deviceId(deviceId).time(time)
                .executor(tasks::add).engineExecutor(tasks::add).random(new Random(deviceId.hashCode()))
                .freshnessCheck(Duration.ZERO));
        clients.add(dust);
        return dust;
    }

    /** The connection is gone, and there is no other until {@link #connect}. */
    void cutOff(String deviceId) {
        ways.get(deviceId).cutOff();
        settle();
    }

    void connect(String deviceId) {
        ways.get(deviceId).reachable = true;
        time.fire(TimerId.RECONNECT);
        settle();
    }

    /** Whether the client is told of what happens; what it has missed it is told by its next join alone. */
    void broadcasts(String deviceId, boolean reach) {
        ways.get(deviceId).broadcasts = reach;
    }

    // --- What happens

    void settle() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        } while (time.fireDue());
    }

    void advance(Duration by) {
        settle();
        time.advance(by, this::settle);
        settle();
    }

    /** What {@code future} has been completed with, now that all is settled. */
    <T> T get(CompletableFuture<T> future) {
        settle();
        assertThat(future).isCompleted();
        return future.resultNow();
    }

    /** What {@code future} has failed with, now that all is settled. */
    Throwable failure(CompletableFuture<?> future) {
        settle();
        return future.exceptionNow();
    }

    // --- The server

    /** What the server has at a path; null for nothing. */
    Value value(String path) {
        StoredRow row = state.row(path);
        return row == null ? null : row.value();
    }

    /** How many ops the client has sent. */
    int pushes(String deviceId) {
        return ways.get(deviceId).pushes;
    }

    /** A write of somebody's who is none of the clients. */
    void othersPut(String path, Object value) {
        PushResult outcome = apply(PushKind.WRITE, Wire.mapOf("op", "set", "path", path, "value", value, "client_op_id",
                "op_" + history.size()), "dev_other");
        assertThat(outcome.ok()).as("%s", outcome).isTrue();
        outcome.events().forEach(event -> ways.values().forEach(way -> way.publish(event)));
    }

    /** Whoever joins from now on without having been here gets a snapshot. */
    void compact() {
        state.compact(state.storeSeq());
    }

    private PushResult apply(PushKind kind, MapValue payload, String deviceId) {
        String path = payload.get("path") instanceof TextValue(String key) ? key : null;
        Value before = path == null ? null : value(path);
        PushResult outcome = state.apply(kind, payload, deviceId);
        if (outcome.ok() && path != null) {
            history.add(new Replaced(path, before, value(path)));
        }
        return outcome;
    }

    private void receive(Way from, ClientMessage message) {
        PushKind kind = PushKind.of(message.event());
        if (message.event().equals(ClientMessage.JOIN)) {
            from.join(message);
        } else if (kind != null) {
            from.pushes++;
            PushResult outcome = apply(kind, message.payload(), from.deviceId);
            outcome.events().forEach(event -> ways.values().forEach(way -> way.publish(event)));
            from.say(new ServerMessage(STORE, message.joinRef(), message.ref(), ServerMessage.REPLY, outcome.reply()));
        } else if (message.event().equals(ClientMessage.STATUS)) {
            from.reply(message, state.status());
        }
    }

    /** The way of one client to the server, and at most one connection on it. */
    private final class Way implements Transport {
        private final String deviceId;
        private boolean reachable = true;
        private boolean broadcasts = true;
        private int pushes;
        private Line line;

        private Way(String deviceId) {
            this.deviceId = deviceId;
        }

        /** One connection. */
        private final class Line implements Connection {
            private final Listener listener;
            private boolean joined;
            private boolean over;

            private Line(Listener listener) {
                this.listener = listener;
            }

            @Override
            public void send(ClientMessage message) {
                tasks.add(() -> {
                    if (!over) {
                        receive(Way.this, message);
                    }
                });
            }

            @Override
            public void close() {
                end("closed by this client");
            }

            private void end(String why) {
                if (!over) {
                    over = true;
                    tasks.add(() -> listener.closed(new Lost(why)));
                }
            }
        }

        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            var made = new Line(listener);
            line = made;
            if (reachable) {
                tasks.add(listener::opened);
            } else {
                made.end("the server cannot be reached");
            }
            return made;
        }

        private void cutOff() {
            reachable = false;
            if (line != null) {
                line.end("the test took the connection away");
            }
        }

        private void join(ClientMessage join) {
            line.joined = true;
            reply(join, WELCOME);
            CatchUp missed = state.catchUp(Wire.integer(join.payload().get("last_store_seq")));
            missed.snapshot().ifPresent(snapshot -> tell(join, ServerMessage.SNAPSHOT, snapshot));
            missed.events().forEach(event -> tell(join, ServerMessage.EVENT, event.payload()));
            tell(join, ServerMessage.CATCH_UP_COMPLETE, Wire.mapOf("through_seq", missed.throughSeq()));
        }

        private void reply(ClientMessage message, MapValue response) {
            say(new ServerMessage(STORE, message.joinRef(), message.ref(), ServerMessage.REPLY,
                    Wire.mapOf("status", "ok", "response", response)));
        }

        private void tell(ClientMessage join, String event, MapValue payload) {
            say(new ServerMessage(STORE, join.joinRef(), null, event, payload));
        }

        private void publish(Event event) {
            if (line != null && line.joined && broadcasts) {
                say(new ServerMessage(STORE, null, null, ServerMessage.EVENT, event.payload()));
            }
        }

        private void say(ServerMessage message) {
            Line to = line;
            tasks.add(() -> {
                if (!to.over) {
                    to.listener.received(message);
                }
            });
        }

        @Override
        public InputStream download(String hash) {
            throw new UnsupportedOperationException("there are no files");
        }

        @Override
        public void close() {
            if (line != null) {
                line.close();
            }
        }
    }

    @Override
    public void close() {
        clients.forEach(Dust::close);
        settle();
    }
}
