package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives a core by hand: says what the server says, and remembers the effects. */
final class CoreDriver {
    private static final SyncConfig CONFIG = new SyncConfig(Duration.ofSeconds(2), Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            256, 100, 64 << 20);
    static final String STORE = "test/store";
    /** What cores did in this JVM. */
    static final TakenTransitions TRANSITIONS = new TakenTransitions();

    final List<Effect> effects = new ArrayList<>();
    final List<CommitPart> transactions = new ArrayList<>();
    private final SyncCore core;
    private SendCheck check = (opId, op) -> null;
    private boolean hearsHistory = true;
    private String joinRef;
    private int refs;
    private int ops;
    private long nanos;

    CoreDriver() {
        this(CONFIG);
    }

    CoreDriver(SyncConfig config) {
        this(config, Solo.ALONE);
    }

    CoreDriver(Solo solo) {
        this(CONFIG, solo);
    }

    private CoreDriver(SyncConfig config, Solo solo) {
        core = new SyncCore(STORE, "dev_test", config, 0, () -> Integer.toString(++refs), solo, TRANSITIONS,
                () -> hearsHistory);
    }

    /** Of what is restored, what {@code check} says cannot be sent. */
    CoreDriver check(SendCheck check) {
        this.check = check;
        return this;
    }

    /** Whether somebody wants to hear what happened; somebody does unless said otherwise. */
    CoreDriver hearsHistory(boolean hears) {
        hearsHistory = hears;
        return this;
    }

    /** Begins with what an earlier run left. */
    CoreDriver restore(OutboxEntry... entries) {
        take(core.restore(List.of(entries), check, new StepTime(nanos, nanos / 1_000_000)));
        return this;
    }

    private void take(StepResult result) {
        transactions.addAll(result.transaction());
        effects.addAll(result.effects());
    }

    /** What came until now is of no interest any more. */
    void forget() {
        effects.clear();
        transactions.clear();
    }

    SyncCore core() {
        return core;
    }

    CoreDriver input(Input input) {
        take(core.step(input, new StepTime(nanos, nanos / 1_000_000)));
        sent(ClientMessage.JOIN).forEach(join -> joinRef = join.ref());
        return this;
    }

    CoreDriver pass(Duration time) {
        nanos += time.toNanos();
        return this;
    }

    CoreDriver fire(TimerId id) {
        return input(new Input.TimerFired(id));
    }

    CoreDriver connect() {
        return input(new Input.Connected());
    }

    CoreDriver disconnect() {
        return disconnect(CloseReason.By.NETWORK);
    }

    CoreDriver disconnect(CloseReason.By by) {
        return input(new Input.Disconnected(by));
    }

    /** Says something on the membership of now. */
    CoreDriver server(String event, Object payload) {
        return server(joinRef, null, event, payload);
    }

    /** Says something on the membership of now, of which the value at {@code place} cannot be decoded. */
    CoreDriver unreadable(String event, Object payload, List<String> place) {
        return input(new Input.Received(
                new ServerMessage(STORE, joinRef, null, event, (MapValue) Value.from(payload), List.of(place))));
    }

    /** The server fails in the membership of now. */
    CoreDriver crash() {
        return server(joinRef, null, ServerMessage.ERROR, Map.of());
    }

    CoreDriver server(String joinRef, String ref, String event, Object payload) {
        return input(new Input.Received(new ServerMessage(STORE, joinRef, ref, event, (MapValue) Value.from(payload))));
    }

    /** {@code promises}: what the answer to the join says is true of the server. */
    CoreDriver joined(long serverSeq, String... promises) {
        var answer = new HashMap<String, Object>();
        for (String promise : promises) {
            answer.put(promise, true);
        }
        return joined(serverSeq, answer);
    }

    /** {@code more}: what else the answer to the join says. */
    CoreDriver joined(long serverSeq, Map<String, ?> more) {
        var answer = new HashMap<String, Object>(more);
        answer.put("store_seq", serverSeq);
        return server(joinRef, joinRef, ServerMessage.REPLY, Map.of("status", "ok", "response", answer));
    }

    /** The server is one that takes each op once. */
    CoreDriver joinedIdempotent(long serverSeq) {
        return joined(serverSeq, "idempotent_ops");
    }

    CoreDriver answer(ClientMessage message, String status, Map<String, ?> response) {
        return server(message.joinRef(), message.ref(), ServerMessage.REPLY, Map.of("status", status, "response", response));
    }

    CoreDriver caughtUp(long through) {
        return server(ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", through));
    }

    CoreDriver live() {
        return connect().joined(0).caughtUp(0);
    }

    CoreDriver event(long seq, String path, Object value) {
        return server(ServerMessage.EVENT, Map.of("store_seq", seq, "op", "set", "path", path, "value", value));
    }

    /** The event of a put of 1 to k by this client. */
    CoreDriver echo(long seq, String opId) {
        return server(ServerMessage.EVENT, Map.of("store_seq", seq, "op", "set", "path", "k", "value", 1, "client_op_id", opId,
                "device_id", "dev_test"));
    }

    List<String> reports() {
        return all(Effect.Report.class).stream().map(Effect.Report::message).toList();
    }

    CoreDriver put(String path, Object value) {
        return input(new Input.Submit("op_" + ++ops, new Op.Put(DustPath.parse(path), Value.from(value), Precondition.NONE)));
    }

    List<ClientMessage> sent(String event) {
        return effects.stream().filter(Effect.Send.class::isInstance).map(effect -> ((Effect.Send) effect).message())
                .filter(message -> message.event().equals(event)).toList();
    }

    ClientMessage newest(String event) {
        return sent(event).getLast();
    }

    <T extends Effect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The event of a committed op that is told. */
    static DustEvent.Committed committed(Effect.Tell told) {
        return (DustEvent.Committed) told.event();
    }
}
