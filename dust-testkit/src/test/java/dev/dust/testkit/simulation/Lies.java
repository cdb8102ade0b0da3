package dev.dust.testkit.simulation;

import dev.dust.testkit.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Lies that make a client break its own rules. */
final class Lies {
    private Lies() {
    }

    /** Events are applied as they arrive: each gets the number that the client waits for. */
    static final class AsTheyArrive extends Lie {
        private final Set<Long> seen = new HashSet<>();
        private long next;

        @Override
        void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
            if (message.event().equals(ClientMessage.JOIN)) {
                next = Wire.integer(message.payload().get("last_store_seq")) + 1;
            }
            server.accept(message);
        }

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            if (!message.event().equals(ServerMessage.EVENT)) {
                client.accept(message);
            } else if (seq(message) >= next && seen.add(seq(message)) || seq(message) < next && !seen.contains(seq(message))) {
                client.accept(with(message, "store_seq", Value.of(next++)));
            }
        }
    }

    /** What comes twice counts twice: the second time it is a new op of somebody else's. */
    static final class Twice extends Lie {
        private final Set<Long> seen = new HashSet<>();
        private long newest;

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            if (message.event().equals(ServerMessage.EVENT) && !seen.add(seq(message))) {
                client.accept(with(with(message, "store_seq", Value.of(newest + 1)), "client_op_id", Value.of("op_another")));
            } else {
                newest = message.event().equals(ServerMessage.EVENT) ? Math.max(newest, seq(message)) : newest;
                client.accept(message);
            }
        }
    }

    /** Every catch-up is over before it has begun, so that writes go out again whose echoes are on their way. */
    static final class CaughtUpAtOnce extends Lie {
        private String joinRef;
        private long lastSeq;

        @Override
        void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
            if (message.event().equals(ClientMessage.JOIN)) {
                joinRef = message.ref();
                lastSeq = Wire.integer(message.payload().get("last_store_seq"));
            }
            server.accept(message);
        }

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(message);
            if (message.event().equals(ServerMessage.REPLY) && message.ref().equals(joinRef)) {
                client.accept(catchUpComplete(joinRef, lastSeq));
            }
        }
    }

    /** Holes are never filled: a second join does not reach the server, and the client is told that nothing was missed. */
    static final class NothingMissed extends Lie {
        private String realJoinRef;
        private String joinRef;
        private long newest;

        @Override
        void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
            if (!message.event().equals(ClientMessage.JOIN)) {
                server.accept(
                        new ClientMessage(message.store(), realJoinRef, message.ref(), message.event(), message.payload()));
                return;
            }
            joinRef = message.ref();
            newest = Math.max(newest, Wire.integer(message.payload().get("last_store_seq")));
            if (realJoinRef == null) {
                realJoinRef = joinRef;
                server.accept(message);
            } else {
                client.accept(new ServerMessage(message.store(), joinRef, joinRef, ServerMessage.REPLY,
                        Wire.mapOf("status", "ok", "response", Wire.mapOf("store_seq", newest))));
                client.accept(catchUpComplete(joinRef, newest));
            }
        }

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            if (message.event().equals(ServerMessage.EVENT)) {
                newest = Math.max(newest, seq(message));
            }
            client.accept(message.joinRef() == null
                    ? message
                    : new ServerMessage(message.store(), joinRef, message.ref(), message.event(), message.payload()));
        }
    }
}
