package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.Path;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Drives a core by hand: says what the server says, and remembers the effects. */
final class CoreDriver {
    static final String STORE = "test/store";

    final List<Effect> effects = new ArrayList<>();
    private final SyncCore core;
    private int refs;
    private int ops;
    private long nanos;

    CoreDriver() {
        this(new SyncConfig(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30), 256, 100, 1 << 20));
    }

    CoreDriver(SyncConfig config) {
        core = new SyncCore(STORE, "dev_test", config, 0, () -> Integer.toString(++refs));
    }

    /** Begins with what an earlier run left. */
    CoreDriver restore(OutboxEntry... entries) {
        effects.addAll(core.restore(List.of(entries), new Now(nanos, nanos / 1_000_000)));
        return this;
    }

    SyncCore core() {
        return core;
    }

    CoreDriver input(Input input) {
        effects.addAll(core.step(input, new Now(nanos, nanos / 1_000_000)));
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
        return input(new Input.Disconnected());
    }

    /** Says something on the membership of now. */
    CoreDriver server(String event, Object payload) {
        return server(newest(ClientMessage.JOIN).ref(), null, event, payload);
    }

    CoreDriver server(String joinRef, String ref, String event, Object payload) {
        return input(new Input.Received(new ServerMessage(STORE, joinRef, ref, event, (MapValue) Value.from(payload))));
    }

    CoreDriver joined(long serverSeq) {
        return answer(newest(ClientMessage.JOIN), "ok", Map.of("store_seq", serverSeq));
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

    CoreDriver put(String path, Object value) {
        return input(new Input.Submit("op_" + ++ops, new Op.Put(Path.parse(path), Value.from(value), Precondition.NONE)));
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
}
