package dev.dust.benchmarks.memory;

import dev.dust.reading.Reading;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code get} of a leaf. */
public class GetBenchmark {

    /** Writes of this client's that the server has not answered, at paths that nobody reads. */
    @State(Scope.Benchmark)
    public static class Elsewhere {
        /** How many. */
        @Param({"0", "1000"})
        public int pending;

        /** Makes them. */
        @Setup
        public void write(FilledStore filled) {
            for (int i = 0; i < pending; i++) {
                filled.store.put("elsewhere/" + i, i);
            }
        }
    }

    /** What an answer takes in memory, at the least: its path, its value, and a way to turn that into an object. */
    private record Answer(String path, @Nullable Object value, Object codec) {
    }

    /** Ours. */
    @Benchmark
    public Reading get(FilledStore filled, Elsewhere elsewhere, Keys keys) {
        return filled.store.get(keys.present.next());
    }

    /** The yardstick. */
    @Benchmark
    public @Nullable String mapGet(FilledMap filled, Keys keys) {
        return filled.map.get(keys.present.next());
    }

    /** The yardstick of what is allocated. */
    @Benchmark
    public Object mapGetAndAnswer(FilledMap filled, Keys keys) {
        String key = keys.present.next();
        return new Answer(key, filled.map.get(key), this);
    }
}
