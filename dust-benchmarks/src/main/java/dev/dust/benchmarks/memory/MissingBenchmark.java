package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.reading.Reading;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code get} of a path at which there is nothing. To know that, one has to look twice: for a row, and for rows below. So does
 * the yardstick.
 */
public class MissingBenchmark {

    /** Paths between those of the rows, in random order. */
    @State(Scope.Benchmark)
    public static class Absent {
        /** How many. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<String> keys;

        /** Makes them. */
        @Setup
        public void make() {
            keys = Data.shuffled(entries, i -> Data.key(i) + "s");
        }
    }

    /** Ours. */
    @Benchmark
    public Reading get(FilledStore filled, Absent absent) {
        return filled.store.get(absent.keys.next());
    }

    /** The yardstick. */
    @Benchmark
    public boolean mapGet(FilledMap filled, Absent absent) {
        String key = absent.keys.next();
        if (filled.map.get(key) != null) {
            return true;
        }
        String below = key + "/";
        String next = filled.map.ceilingKey(below);
        return next != null && next.startsWith(below);
    }
}
