package dev.dust.benchmarks.codec;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Frames of events as the server writes them, some 250 bytes each. */
final class Documents {
    private static final int COUNT = 1_000;

    private Documents() {
    }

    /** The frames. */
    static List<Value> events() {
        return IntStream.range(0, COUNT).mapToObj(Documents::event).toList();
    }

    /** The frames as bytes. */
    static List<byte[]> encoded(ValueCodec codec) {
        return events().stream().map(codec::encode).toList();
    }

    static JacksonCodecs codecs() {
        return new JacksonCodecs();
    }

    private static Value event(int i) {
        String path = Data.key(i);
        return Value.from(Arrays.asList(null, null, "store:james/blog", "event",
                Map.of("store_seq", 1_000_000 + i, "op", "set", "path", path, "path_segments", List.of(path.split("/")),
                        "value",
                        Data.text(i), "device_id", "dev_QnJ1Y2UgV2F5bmU0", "client_op_id",
                        "op_SSBhbSBCYXRtYW4%04d".formatted(i))));
    }
}
