package dev.dust.testkit;

import dev.dust.server.ledger.Event;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server of one store that says whatever the test puts into its mouth, and apart from that obeys the rules. Whoever joins
 * gets a snapshot. It says everything in {@link #rest}, on the thread of the test.
 */
final class FuzzedServer implements Transport {
    static final String STORE = "org/store";

    private final VirtualTime time;
    private final CallbackThreads threads;
    private final StoreState state;
    private final Queue<ClientMessage> received = new ConcurrentLinkedQueue<>();
    private final Queue<Line> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Line> closing = new ConcurrentLinkedQueue<>();
    private Line line;
    private String deviceId;
    private ClientMessage join;
    private ClientMessage write;
    private boolean silent;

    private final class Line implements Connection {
        private final Listener listener;
        private boolean told;

        Line(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void send(ClientMessage message) {
            received.add(message);
        }

        @Override
        public void close() {
            closing.add(this);
        }
    }

    FuzzedServer(VirtualTime time, CallbackThreads threads) {
        this.time = time;
        this.threads = threads;
        this.state = new StoreState(STORE, () -> time.now().toEpochMilli());
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        deviceId = handshake.deviceId();
        var fresh = new Line(listener);
        asked.add(fresh);
        return fresh;
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }

    StoreState state() {
        return state;
    }

    /** From now on writes are taken and not answered; or answered again. */
    void silent(boolean on) {
        silent = on;
    }

    /** What the client says of itself on the connection of now: for messages that are to reach it. */
    String joinRef() {
        return join == null ? null : join.joinRef();
    }

    /** The ref of the newest write. */
    String writeRef() {
        return write == null ? null : write.ref();
    }

    /** Somebody else writes. */
    void write(String path, Object value) {
        tell(state.apply(PushKind.WRITE, Wire.mapOf("op", "set", "path", path, "value", value), "dev_other"));
    }

    void say(ServerMessage message) {
        if (line != null && !line.told) {
            line.listener.received(message);
        }
    }

    /** Ends the connection. */
    void cut() {
        if (line != null) {
            closing.add(line);
        }
        rest();
    }

    /** Lets everything happen that was caused. */
    void rest() {
        do {
            threads.awaitRest();
        } while (act() || time.fireDue());
    }

    /** Lets time go by, and everything happen. */
    void advance(Duration by) {
        time.advance(by, this::rest);
        rest();
    }

    private boolean act() {
        boolean acted = false;
        for (Line gone = closing.poll(); gone != null; gone = closing.poll()) {
            acted = true;
            if (!gone.told) {
                gone.told = true;
                gone.listener.closed(new Lost("the connection is closed"));
            }
        }
        for (Line fresh = asked.poll(); fresh != null; fresh = asked.poll()) {
            acted = true;
            if (!fresh.told) {
                line = fresh;
                join = null;
                fresh.listener.opened();
            }
        }
        for (ClientMessage message = received.poll(); message != null; message = received.poll()) {
            acted = true;
            answer(message);
        }
        return acted;
    }

    private void answer(ClientMessage message) {
        PushKind kind = PushKind.of(message.event());
        if (message.event().equals(ClientMessage.JOIN)) {
            join = message;
            reply(message, "ok", Wire.mapOf("store_seq", state.storeSeq(), "capver", 3, "capver_min", 3));
            state.compact(Long.MAX_VALUE);
            CatchUp all = state.catchUp(-1);
            if (state.storeSeq() > 0) {
                say("snapshot", all.snapshot().orElseThrow());
            }
            say("catch_up_complete", Wire.mapOf("through_seq", all.throughSeq()));
        } else if (kind != null) {
            write = message;
            if (!silent) {
                PushResult outcome = state.apply(kind, message.payload(), deviceId);
                say(new ServerMessage(STORE, message.joinRef(), message.ref(), ServerMessage.REPLY, outcome.reply()));
                tell(outcome);
            }
        } else {
            reply(message, "ok", MapValue.EMPTY);
        }
    }

    private void tell(PushResult outcome) {
        for (Event event : outcome.events()) {
            say(ServerMessage.EVENT, event.payload());
        }
    }

    private void say(String event, MapValue payload) {
        if (join != null) {
            say(new ServerMessage(STORE, join.joinRef(), null, event, payload));
        }
    }

    private void reply(ClientMessage message, String status, MapValue response) {
        say(new ServerMessage(STORE, message.joinRef(), message.ref(), ServerMessage.REPLY,
                Wire.mapOf("status", status, "response", response)));
    }
}
