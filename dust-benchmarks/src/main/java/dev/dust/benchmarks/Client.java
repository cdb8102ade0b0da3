package dev.dust.benchmarks;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client on the memory cache whose server is the benchmark: it joins everything, and answers no write. */
final class Client implements AutoCloseable {
    private static final String NAME = "bench/store";

    private final Dust dust;
    private final Wire wire = new Wire();
    private final DustStore store;
    private long seq;

    Client() {
        dust = new Dust(new MemoryCache(), wire, new JacksonCodecs(), DustOptions.builder().deviceId("dev_bench")
                .maxPending(1_000_000).maxPendingBytes(1L << 40).freshnessCheck(Duration.ZERO).build());
        store = dust.store(NAME);
        wire.listener.opened();
        store.ready().join();
    }

    DustStore store() {
        return store;
    }

    /** The server replaces the store. */
    void snapshot(Map<String, Value> entries) {
        var wrapped = LinkedHashMap.<String, Value>newLinkedHashMap(entries.size());
        entries.forEach((key, value) -> wrapped.put(key, MapValue.envelope(
                Map.of("value", MapValue.envelope(Map.of("_scalar", value)), "type", Value.of(value.type())))));
        seq++;
        wire.say(ServerMessage.SNAPSHOT, MapValue.envelope(
                Map.of("snapshot_seq", Value.of(seq), "entries", MapValue.envelope(wrapped))));
    }

    /** Another client sets a value. */
    void event(String path, Value value) {
        seq++;
        wire.say(ServerMessage.EVENT, MapValue.envelope(Map.of("store_seq", Value.of(seq), "op", Value.of("set"), "path",
                Value.of(path), "value", value, "device_id", Value.of("dev_other"), "client_op_id", Value.of("op_other"))));
    }

    @Override
    public void close() {
        dust.close();
    }

    /** Where frames come from. */
    private static final class Wire implements Transport {
        private Listener listener;
        private String joinRef;

        @Override
        public Connection connect(Handshake handshake, Listener heard) {
            listener = heard;
            return new Connection() {
                @Override
                public void send(ClientMessage message) {
                    if (message.event().equals(ClientMessage.JOIN)) {
                        joinRef = message.ref();
                        listener.received(new ServerMessage(NAME, joinRef, joinRef, ServerMessage.REPLY,
                                (MapValue) Value.from(Map.of("status", "ok", "response", Map.of("store_seq", 0)))));
                        say(ServerMessage.CATCH_UP_COMPLETE, (MapValue) Value.from(Map.of("through_seq", 0)));
                    }
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        private void say(String event, MapValue payload) {
            listener.received(new ServerMessage(NAME, joinRef, null, event, payload));
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
