package dev.dust.benchmarks.heap;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;

/** The frame in which a server sends a whole store, as JSON. */
final class SnapshotFrame {
    private SnapshotFrame() {
    }

    static byte[] of(int entries) {
        var payload = MapValue.envelope(
                Map.of("snapshot_seq", Value.of(1), "entries", LocalClient.entries(Data.rows(entries))));
        return new JacksonCodecs().json().encode(new ListValue(
                List.of(Value.of("1"), Value.NULL, Value.of("store:" + LocalClient.STORE), Value.of("snapshot"), payload)));
    }
}
