package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of its own on a server that does what the public one does, and a member of it. */
final class HostedStore implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final TestServer server;
    final ManualTime time;
    final Format format;
    final String name = "org/store" + NUMBERS.incrementAndGet();
    final StoreBackDoor store;
    final RawClient client;
    /** What came before a reply that was waited for. */
    private final Queue<Frame> heard = new ArrayDeque<>();
    private String joinRef;

    HostedStore(TestServer server, ManualTime time, Format format, String token) {
        this.server = server;
        this.time = time;
        this.format = format;
        store = server.store(name);
        client = RawClient.of(format, server.url(), "dev_a", token);
        join();
    }

    private void join() {
        joinRef = client.join(name, store.seq());
    }

    String joinRef() {
        return joinRef;
    }

    static MapValue map(Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    /** A push with a fresh id; the whole reply. */
    MapValue push(String event, Object... payload) {
        String ref = send(event, payload);
        while (true) {
            Frame frame = client.next();
            if (ref.equals(frame.ref())) {
                return frame.payload();
            }
            heard.add(frame);
        }
    }

    String send(String event, Object... payload) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("client_op_id", Value.of("op_" + NUMBERS.incrementAndGet()));
        fields.putAll(map(payload).fields());
        return client.send(joinRef, "store:" + name, event, MapValue.envelope(fields));
    }

    private static Object[] write(String op, String path, Object value, Object... more) {
        var payload = new ArrayList<Object>(List.of("op", op, "path", path, "value", Value.from(value)));
        payload.addAll(List.of(more));
        return payload.toArray();
    }

    /** A write that is accepted; the response. */
    MapValue ok(String op, String path, Object value, Object... more) {
        return okPush("write", write(op, path, value, more));
    }

    MapValue okPush(String event, Object... payload) {
        MapValue reply = push(event, payload);
        assertThat(reply.get("status")).as("%s", reply).isEqualTo(Value.of("ok"));
        return (MapValue) reply.get("response");
    }

    /** A write that is refused; the response, as plain data. */
    Object refused(String op, String path, Object value, Object... more) {
        return refusedPush("write", write(op, path, value, more));
    }

    Object refusedPush(String event, Object... payload) {
        MapValue reply = push(event, payload);
        assertThat(reply.get("status")).as("%s", reply).isEqualTo(Value.of("error"));
        return reply.get("response").toPlain();
    }

    /** A refusal that says nothing but its reason. */
    static Map<String, Object> reason(String reason) {
        return Map.of("reason", reason);
    }

    /** A refusal whose reason is a term, as Elixir prints it. */
    @SuppressWarnings("unchecked")
    static void isTerm(Object refusal, String beginning) {
        assertThat((Map<String, Object>) refusal).containsOnlyKeys("reason")
                .hasEntrySatisfying("reason", reason -> assertThat((String) reason).startsWith(beginning));
    }

    /** A write over which the channel crashes: it has no reply and no effect. The membership is made anew. */
    void crash(String op, String path, Object value, Object... more) {
        crashPush("write", write(op, path, value, more));
    }

    void crashPush(String event, Object... payload) {
        long before = store.seq();
        String push = send(event, payload);
        isCrash(client.next(frame -> frame.event().equals("phx_error") || push.equals(frame.ref())));
        assertThat(store.seq()).isEqualTo(before);
    }

    /** The frame ends the membership, and it is made anew. */
    void isCrash(Frame frame) {
        assertThat(frame).isEqualTo(new Frame(joinRef, joinRef, "store:" + name, "phx_error", MapValue.EMPTY));
        join();
    }

    /** All that the member hears that was not asked for yet. */
    List<Frame> untilQuiet() {
        var all = new ArrayList<>(heard);
        heard.clear();
        all.addAll(client.untilQuiet());
        return all;
    }

    /** The payload of the next live event. */
    MapValue event() {
        Frame frame = heard.isEmpty() ? client.next() : heard.remove();
        assertThat(frame.event()).isEqualTo("event");
        assertThat(frame.joinRef()).isNull();
        assertThat(frame.ref()).isNull();
        return frame.payload();
    }

    /** The payloads of all frames of a catch-up from {@code seq} but its end. */
    List<MapValue> catchUp(long seq) {
        try (var late = RawClient.of(format, server.url(), "dev_late", "all")) {
            String ref = late.send(null, "store:" + name, "phx_join", map("last_store_seq", seq));
            assertThat(late.reply(ref).get("status")).isEqualTo(Value.of("ok"));
            var payloads = new ArrayList<MapValue>();
            for (Frame frame = late.next(); !frame.event().equals("catch_up_complete"); frame = late.next()) {
                assertThat(frame.event()).isIn("event", "snapshot");
                payloads.add(frame.payload());
            }
            return payloads;
        }
    }

    /** The values of the events of a catch-up from {@code seq}. */
    List<Value> caughtUp(long seq) {
        return catchUp(seq).stream().map(event -> event.get("value")).toList();
    }

    /** The catch-up from {@code seq} ends with a crash, after so many events. */
    void crashesCatchUp(long seq, int events) {
        try (var late = RawClient.of(format, server.url(), "dev_late", "all")) {
            String ref = late.send(null, "store:" + name, "phx_join", map("last_store_seq", seq));
            assertThat(late.reply(ref).get("status")).isEqualTo(Value.of("ok"));
            for (int i = 0; i < events; i++) {
                assertThat(late.next().event()).isEqualTo("event");
            }
            assertThat(late.next()).isEqualTo(new Frame(ref, ref, "store:" + name, "phx_error", MapValue.EMPTY));
        }
    }

    Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        store.rows().forEach((key, row) -> values.put(key, row.value().toPlain()));
        return values;
    }

    String type(String key) {
        return store.rows().get(key).type();
    }

    @Override
    public void close() {
        client.close();
    }
}
