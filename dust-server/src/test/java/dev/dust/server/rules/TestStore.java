package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store with a clock that stands still until it is moved, and short words for pushes. */
final class TestStore {
    static final long START = 1_800_000_000_000L;

    final Blobs blobs = new Blobs();
    final StoreState state;
    long now = START;
    private PushResult last;

    TestStore() {
        this(StoreRules.UNLIMITED);
    }

    TestStore(int keyLimit) {
        this(keyLimit, Dialect.PROTOCOL);
    }

    TestStore(int keyLimit, Dialect dialect) {
        state = new StoreState("test/store", () -> now, blobs, keyLimit, dialect);
    }

    static MapValue payload(Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    PushResult push(PushKind kind, Object... keysAndValues) {
        last = state.apply(kind, payload(keysAndValues), "dev_a");
        return last;
    }

    /** A write with further fields. */
    PushResult write(String op, String path, Object value, Object... more) {
        Object[] all = new Object[6 + more.length];
        System.arraycopy(new Object[]{"op", op, "path", path, "value", value}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        return push(PushKind.WRITE, all);
    }

    /** A write that must be accepted; its event. */
    Event ok(String op, String path, Object value, Object... more) {
        PushResult result = write(op, path, value, more);
        assertThat(result.ok()).as(result.response().toString()).isTrue();
        assertThat(result.events()).hasSize(1);
        return result.events().getFirst();
    }

    /** The values of the rows, as plain data. */
    Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        state.rows().forEach((key, row) -> values.put(key, row.value().toPlain()));
        return values;
    }

    Value value(String key) {
        return state.rows().get(key).value();
    }

    String type(String key) {
        return state.rows().get(key).type();
    }

    /** What has been committed, as ops and paths. */
    List<String> history() {
        return state.catchUp(0).events().stream().map(e -> e.storeSeq() + " " + e.op() + " " + e.path()).toList();
    }
}
