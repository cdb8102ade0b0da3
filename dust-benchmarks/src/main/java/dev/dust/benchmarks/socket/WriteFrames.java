package dev.dust.benchmarks.socket;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The frames in which {@link AckedWrites} asks, as text: what the bare echo carries. */
final class WriteFrames {
    private WriteFrames() {
    }

    /** The frame of the {@code number}-th write. */
    static String frame(int number) {
        String path = Data.key(number % AckedWrites.PATHS);
        var payload = Map.of("op", "set", "path", path, "path_segments", List.of(path.split("/")), "value", Data.text(number),
                "client_op_id", "op_%016d".formatted(number));
        Value frame = Value.from(List.of("1", Integer.toString(number + 2), "store:" + LocalClient.STORE, "write", payload));
        return new String(new JacksonCodecs().json().encode(frame), StandardCharsets.UTF_8);
    }
}
