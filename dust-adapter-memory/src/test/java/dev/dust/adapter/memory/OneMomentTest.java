package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.reading.Reading;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A read sees one moment, and never goes back while an op moves from pending to committed (docs/architecture.md#view). */
@Tag("slow")
class OneMomentTest {
    private static final String STORE = "test/store";
    private static final int OPS = 20_000;

    @Test
    void readersBesideTheWriter_neverSeeAnOpTwice_norNotAtAll_norInPart() throws InterruptedException {
        var server = new Echoing();
        try (var dust = new Dust(new MemoryCache(), server, new JacksonCodecs(),
                DustOptions.defaults().deviceId("dev_test").freshnessCheck(Duration.ZERO))) {
            DustStore store = dust.store(STORE);
            server.listener.opened();
            var done = new AtomicBoolean();
            var seen = new AtomicReference<String>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(Thread.ofPlatform().start(() -> read(store, done, seen)));
            }
            for (int i = 1; i <= OPS && seen.get() == null; i++) {
                store.increment("n");
                store.merge("pair", Map.of("left", i, "right", i));
                assertThat(store.get("n").value()).isEqualTo(Value.of(i));
                server.echoAll();
            }
            done.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(seen.get()).isNull();
            assertThat(store.status().pendingOps()).isZero();
            assertThat(store.status().lastStoreSeq()).isEqualTo(2 * OPS);
        }
    }

    private static void read(DustStore store, AtomicBoolean done, AtomicReference<String> seen) {
        long newest = 0;
        while (!done.get()) {
            long n = store.get("n").optional().map(value -> ((IntValue) value).longValue()).orElse(0L);
            if (n < newest) {
                seen.set("the counter went from " + newest + " to " + n);
                return;
            }
            newest = n;
            MapValue pair = (MapValue) store.get("pair").optional().orElse(MapValue.EMPTY);
            Map<String, Reading> both = store.getMany(List.of("pair/left", "pair/right"));
            if (pair.size() == 2 && !pair.get("left").equals(pair.get("right"))
                    || both.size() == 2 && !both.get("pair/left").value().equals(both.get("pair/right").value())) {
                seen.set("half of an op: " + pair + ", " + both);
                return;
            }
        }
    }

    /** A server that commits every write, when it is told to. */
    private static final class Echoing implements Transport {
        private final ConcurrentLinkedQueue<ClientMessage> writes = new ConcurrentLinkedQueue<>();
        private Listener listener;
        private String joinRef;
        private long seq;
        private long total;

        @Override
        public Connection connect(Handshake handshake, Listener heard) {
            listener = heard;
            return new Connection() {
                @Override
                public void send(ClientMessage message) {
                    if (message.event().equals(ClientMessage.JOIN)) {
                        joinRef = message.ref();
                        say(message.ref(), ServerMessage.REPLY, Map.of("status", "ok", "response", Map.of("store_seq", 0)));
                        say(null, ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", 0));
                    } else if (message.event().equals(ClientMessage.WRITE)) {
                        writes.add(message);
                    }
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        private void echoAll() {
            for (ClientMessage write = writes.poll(); write != null; write = writes.poll()) {
                seq++;
                boolean counts = write.payload().get("op").equals(Value.of("increment"));
                total += counts ? 1 : 0;
                say(null, ServerMessage.EVENT,
                        Map.of("store_seq", seq, "op", write.payload().get("op"), "path", write.payload().get("path"), "value",
                                counts ? Value.of(total) : write.payload().get("value"), "client_op_id",
                                write.payload().get("client_op_id")));
            }
        }

        private void say(String ref, String event, Object payload) {
            listener.received(new ServerMessage(STORE, joinRef, ref, event, (MapValue) Value.from(payload)));
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
