package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A write whose event another client on the same cache has heard, and that a snapshot hides from the one who made it. */
class NotedByOthersTest {
    private static final String STORE = "test/store";

    @Test
    @Tag("slow")
    void isNotCountedTwice_andNotSentAgain() {
        var cache = new MemoryCache();
        var server = new Scripted();
        var counts = new CopyOnWriteArrayList<Value>();
        try (var dust = new Dust(cache, server, new JacksonCodecs(),
                DustOptions.defaults().deviceId("dev_a").freshnessCheck(Duration.ZERO).executor(Runnable::run))) {
            DustStore store = dust.store(STORE);
            server.listener.opened();
            server.joined(0);
            server.say(null, ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", 0));
            store.onChange("n", change -> counts.add(change.value()));
            String opId = store.increment("n").opId();
            assertThat(server.writes()).hasSize(1);

            server.listener.closed(new CloseReason.Lost("lost", CloseReason.By.NETWORK));
            cache.open(STORE, "dev_b").commit(Commit.of(0, 1)
                    .changes(List.of(new RowChange.Put(new Row("n", Value.of(1), Types.COUNTER, 1, 0))))
                    .outbox(List.of(new OutboxChange.AckedOf("dev_a", opId, 1))));
            server.awaitAttempt(2);
            server.listener.opened();
            server.awaitJoin(2);
            server.joined(2);
            server.say(null, ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 2, "entries",
                    Map.of("n", Map.of("path", "n", "value", 1, "type", Types.COUNTER, "revision", 1))));
            server.say(null, ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", 2));

            // Asked behind everything that was said, on whichever thread that is taken in.
            assertThat(store.pending()).isEmpty();
            assertThat(store.get("n").value()).isEqualTo(Value.of(1));
            assertThat(server.writes()).hasSize(1);
            assertThat(counts).allMatch(Value.of(1)::equals);
        }
    }

    /** A server whose every word is the test's. */
    private static final class Scripted implements Transport {
        private final List<ClientMessage> sent = new CopyOnWriteArrayList<>();
        private final List<Listener> attempts = new CopyOnWriteArrayList<>();
        private volatile Listener listener;

        @Override
        public Connection connect(Handshake handshake, Listener heard) {
            listener = heard;
            attempts.add(heard);
            return new Connection() {
                @Override
                public void send(ClientMessage message) {
                    sent.add(message);
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        private void awaitAttempt(int number) {
            while (attempts.size() < number) {
                Thread.onSpinWait();
            }
        }

        private void awaitJoin(int number) {
            while (sent(ClientMessage.JOIN).size() < number) {
                Thread.onSpinWait();
            }
        }

        private List<ClientMessage> sent(String event) {
            return sent.stream().filter(message -> message.event().equals(event)).toList();
        }

        private List<ClientMessage> writes() {
            return new ArrayList<>(sent(ClientMessage.WRITE));
        }

        private void joined(long seq) {
            String ref = sent(ClientMessage.JOIN).getLast().ref();
            say(ref, ServerMessage.REPLY, Map.of("status", "ok", "response", Map.of("store_seq", seq)));
        }

        private void say(String ref, String event, Object payload) {
            String joinRef = sent(ClientMessage.JOIN).getLast().ref();
            listener.received(new ServerMessage(STORE, joinRef, ref, event, (MapValue) Value.from(payload)));
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
