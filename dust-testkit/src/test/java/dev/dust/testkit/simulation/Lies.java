package dev.dust.testkit.simulation;

import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

    /** Rows are rows, whether or not there is a history: who subscribed meanwhile does not hear it. */
    static final class TakesRowsInPlace extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(message.event().equals(ServerMessage.SNAPSHOT)
                    ? with(message, "replaces_history", Value.of(false))
                    : message);
        }
    }

    /** It begins anew with each join, and the rows will do, whatever the history tells of its ops. */
    static final class NeedsNoHistory extends Lie {
        @Override
        void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
            server.accept(message.event().equals(ClientMessage.JOIN)
                    ? new ClientMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                            Wire.mapOf("last_store_seq", 0, "accepts_snapshot", true))
                    : message);
        }

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(message);
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

    /** The server is said to know ops that it is sent again. */
    static final class TakesEachOpOnce extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(promising(message, "idempotent_ops"));
        }
    }

    /** The server is said to take nothing any more that was sent on an earlier connection. */
    static final class TakesOver extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(promising(message, "session_takeover"));
        }
    }

    /** The server is said to take nothing out of turn. */
    static final class TakesInTurn extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(promising(message, "pushes_in_turn", "idempotent_ops"));
        }
    }

    /** {@code message}; if it is the answer to a join, one that promises that and nothing else. */
    private static ServerMessage promising(ServerMessage message, String... what) {
        MapValue answer = Wire.map(message.payload().get("response"));
        if (answer == null || answer.get("capver") == null) {
            return message;
        }
        var promised = new LinkedHashMap<String, Object>();
        promised.put("store_seq", Objects.requireNonNull(answer.get("store_seq"), "store_seq"));
        Stream.of(what).forEach(each -> promised.put(each, true));
        return Lie.with(message, "response", Value.from(promised));
    }

    /** Whatever the server fails on, it was the network. */
    static final class NobodysFault extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(message.event().equals(ServerMessage.ERROR)
                    ? new ServerMessage(message.store(), message.joinRef(), message.ref(), ServerMessage.CLOSE,
                            message.payload())
                    : message);
        }

        @Override
        CloseReason closed(CloseReason reason) {
            return new CloseReason.Lost(reason.message());
        }
    }

    /** A server that has lost its tail seems to have what its client has. */
    static final class NothingLost extends Lie {
        private Value lastSeq;
        private String joinRef;

        @Override
        void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
            if (message.event().equals(ClientMessage.JOIN)) {
                lastSeq = message.payload().get("last_store_seq");
                joinRef = message.ref();
            }
            server.accept(message);
        }

        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            MapValue answer = Wire.map(message.payload().get("response"));
            client.accept(answer == null || !message.ref().equals(joinRef) || seqOf(answer) >= Wire.integer(lastSeq)
                    ? message
                    : with(message, "response", Wire.mapOf("store_seq", lastSeq)));
        }

        private static long seqOf(MapValue answer) {
            return Wire.integer(answer.get("store_seq"));
        }
    }

    /** What cannot be decoded is dropped, and nobody hears of it. */
    static final class NothingToDecode extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(
                    new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(), message.payload()));
        }

        @Override
        void unreadable(String why, Transport.Listener client) {
            // Nobody hears.
        }
    }

    /** A busy writer's answer is a no. */
    static final class BusyMeansNo extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            MapValue answer = Wire.map(message.payload().get("response"));
            String reason = answer == null ? null : Wire.text(answer, "reason");
            client.accept(reason != null && reason.contains("writer_unavailable")
                    ? with(message, "response", Wire.mapOf("reason", "conflict"))
                    : message);
        }
    }

    /** Every store's events are told as the first one's. */
    static final class OneStore extends Lie {
        @Override
        void fromServer(ServerMessage message, Consumer<ServerMessage> client) {
            client.accept(message.event().equals(ServerMessage.EVENT) && message.joinRef() == null
                    ? new ServerMessage(World.STORE, null, null, ServerMessage.EVENT, message.payload())
                    : message);
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
