package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreRules;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.Time;
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
import java.time.Instant;
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
        state = new StoreState(STORE, new MonotonicClock(time), new Blobs(), StoreRules.UNLIMITED, dialect);
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
        var dust = new Dust(new NaiveCache(), way, CODECS, DustOptions.defaults().deviceId(deviceId).time(way.time)
                .executor(way::post).engineExecutor(way::post).random(new Random(deviceId.hashCode()))
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

    /** Nothing is done in the client's process from now on, until {@link #resume}: time passes it by. */
    void halt(String deviceId) {
        ways.get(deviceId).halted = new ArrayDeque<>();
    }

    void resume(String deviceId) {
        ways.get(deviceId).resume();
        settle();
    }

    /** The time of day jumps where the client is, and nowhere else. */
    void shiftClock(String deviceId, Duration by) {
        Way way = ways.get(deviceId);
        way.skew = way.skew.plus(by);
    }

    /** What the server says to the client stays on its way from now on, until {@link #deliver}. */
    void hold(String deviceId) {
        ways.get(deviceId).undelivered = new ArrayDeque<>();
    }

    void deliver(String deviceId) {
        Queue<Runnable> arriving = ways.get(deviceId).undelivered;
        ways.get(deviceId).undelivered = null;
        tasks.addAll(arriving);
        settle();
    }

    boolean isHalted(String deviceId) {
        return ways.get(deviceId).halted != null;
    }

    /** What the client says stays on its way from now on, until {@link #receive(String)}. */
    void stall(String deviceId) {
        ways.get(deviceId).unreceived = new ArrayDeque<>();
    }

    void receive(String deviceId) {
        Queue<Runnable> arriving = ways.get(deviceId).unreceived;
        ways.get(deviceId).unreceived = null;
        tasks.addAll(arriving);
        settle();
    }

    /** The client's next attempt to connect succeeds. */
    void reachable(String deviceId) {
        ways.get(deviceId).reachable = true;
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
        private Duration skew = Duration.ZERO;
        /** What waits for the process to go on; null while it does. */
        private Queue<Runnable> halted;
        /** What the server has said, and is still on its way; null if nothing is held up. */
        private Queue<Runnable> undelivered;
        /** What the client has said, and is still on its way; null if nothing is held up. */
        private Queue<Runnable> unreceived;
        private final Time time = new Time() {
            @Override
            public Instant now() {
                return FlightFleet.this.time.now().plus(skew);
            }

            @Override
            public long nanos() {
                return FlightFleet.this.time.nanos();
            }

            @Override
            public Timer schedule(TimerId id, Duration delay, Runnable task) {
                return FlightFleet.this.time.schedule(id, delay, () -> post(task));
            }
        };

        private Way(String deviceId) {
            this.deviceId = deviceId;
        }

        /** Has something done in the client's process. */
        private void post(Runnable task) {
            (halted == null ? tasks : halted).add(task);
        }

        private void resume() {
            Queue<Runnable> waiting = halted;
            halted = null;
            tasks.addAll(waiting);
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
                (unreceived == null ? tasks : unreceived).add(() -> {
                    if (!over) {
                        receive(Way.this, message);
                    }
                });
            }

            /** What was sent before is received before. */
            @Override
            public void close() {
                tasks.add(() -> end("closed by this client"));
            }

            private void end(String why) {
                if (!over) {
                    over = true;
                    post(() -> listener.closed(new Lost(why)));
                }
            }
        }

        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            var made = new Line(listener);
            line = made;
            if (reachable) {
                post(listener::opened);
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
            Runnable arrival = () -> post(() -> {
                if (!to.over) {
                    to.listener.received(message);
                }
            });
            if (undelivered == null) {
                arrival.run();
            } else {
                undelivered.add(arrival);
            }
        }

        @Override
        public InputStream download(String hash, long from) {
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
