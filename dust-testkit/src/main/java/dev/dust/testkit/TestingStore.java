package dev.dust.testkit;

import dev.dust.ConnectionStatus;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One store of a {@link TestingServer}, with the client as its one member. For one thread at a time. */
final class TestingStore {
    /** Who missed more than this gets a snapshot, as from a server whose history is compacted. */
    private static final int MOST_MISSED = 1_000;
    private static final MapValue WELCOME = Wire.mapOf("permissions", Map.of("read", true, "write", true), "scopes",
            List.of("entries:read", "entries:write", "files:read", "files:write"), "store_access",
            Map.of("mode", "all", "store_ids", List.of()));

    private final String name;
    private final StoreState state;
    private final Consumer<ServerMessage> client;
    private ConnectionStatus status = ConnectionStatus.CONNECTED;
    /** The join that the client asked for last, and the one that was accepted; null for none. */
    private @Nullable ClientMessage asked;
    private @Nullable ClientMessage joined;

    /**
     * @param client gets what the server has to say
     */
    TestingStore(String name, StoreState state, Consumer<ServerMessage> client) {
        this.name = name;
        this.state = state;
        this.client = client;
    }

    StoreState state() {
        return state;
    }

    /** How joins are answered from now on, and the one that waits for its answer. */
    void become(ConnectionStatus next) {
        status = next;
        if (next != ConnectionStatus.CONNECTED && joined != null) {
            client.accept(new ServerMessage(name, joined.joinRef(), joined.ref(), ServerMessage.CLOSE, MapValue.EMPTY));
            joined = null;
        }
        answerJoin();
    }

    boolean isRefused() {
        return status == ConnectionStatus.REFUSED;
    }

    /** The connection is gone. */
    void disconnected() {
        asked = null;
        joined = null;
    }

    void join(ClientMessage message) {
        asked = message;
        joined = null;
        answerJoin();
    }

    private void answerJoin() {
        ClientMessage join = asked;
        if (join == null || status != ConnectionStatus.CONNECTED && status != ConnectionStatus.REFUSED) {
            return;
        }
        asked = null;
        if (isRefused()) {
            reply(join, "error", Wire.mapOf("reason", "unauthorized"));
            return;
        }
        joined = join;
        reply(join, "ok", WELCOME);
        catchUp(join, Objects.requireNonNull(Wire.integer(join.payload().get("last_store_seq")), "last_store_seq"));
    }

    private void catchUp(ClientMessage join, long lastSeq) {
        if (state.storeSeq() - lastSeq > MOST_MISSED) {
            state.compact(state.storeSeq());
        }
        CatchUp missed = state.catchUp(lastSeq);
        missed.snapshot().ifPresent(snapshot -> say(join, ServerMessage.SNAPSHOT, snapshot));
        missed.events().forEach(event -> say(join, ServerMessage.EVENT, event.payload()));
        say(join, ServerMessage.CATCH_UP_COMPLETE, Wire.mapOf("through_seq", missed.throughSeq()));
    }

    private void say(ClientMessage join, String event, MapValue payload) {
        client.accept(new ServerMessage(name, join.joinRef(), null, event, payload));
    }

    private void reply(ClientMessage message, String result, MapValue response) {
        client.accept(new ServerMessage(name, message.joinRef(), message.ref(), ServerMessage.REPLY,
                Wire.mapOf("status", result, "response", response)));
    }

    /** Whether {@code message} belongs to the membership of now. */
    boolean owns(ClientMessage message) {
        return joined != null && Objects.equals(joined.joinRef(), message.joinRef());
    }

    /** What the client pushed: a write, or a question. */
    void push(ClientMessage message, String deviceId) {
        PushKind kind = PushKind.of(message.event());
        if (kind != null) {
            answer(message, state.apply(kind, message.payload(), deviceId));
        } else if (message.event().equals(ClientMessage.STATUS)) {
            reply(message, "ok", state.status());
        } else if (message.event().equals(ClientMessage.LEAVE)) {
            joined = null;
            reply(message, "ok", MapValue.EMPTY);
        }
    }

    /** Tells the client what became of a push, and of its events. */
    void answer(ClientMessage message, PushResult outcome) {
        outcome.events().forEach(this::publish);
        client.accept(new ServerMessage(name, message.joinRef(), message.ref(), ServerMessage.REPLY, outcome.reply()));
    }

    /** Tells the client of a committed op, if it is a member. */
    void publish(Event event) {
        if (joined != null) {
            client.accept(new ServerMessage(name, null, null, ServerMessage.EVENT, event.payload()));
        }
    }
}
