package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.reading.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code get} of a subtree of ten leaves, which are put together as one map. */
public class SubtreeBenchmark {

    /** The paths of the subtrees, in random order. */
    @State(Scope.Benchmark)
    public static class Users {
        /** How many leaves there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<String> paths;

        /** Makes them. */
        @Setup
        public void make() {
            paths = Data.users(entries);
        }
    }

    /** Ours. */
    @Benchmark
    public Reading get(FilledStore filled, Users users) {
        return filled.store.get(users.paths.next());
    }

    /** The yardstick: nothing at the path itself, and a map of what is in the range below. */
    @Benchmark
    public Map<String, String> mapRange(FilledMap filled, Users users) {
        String path = users.paths.next();
        if (filled.map.get(path) != null) {
            throw new IllegalStateException(path + " has a row of its own");
        }
        var fields = new LinkedHashMap<String, String>();
        filled.map.subMap(path + "/", path + "0")
                .forEach((key, value) -> fields.put(key.substring(path.length() + 1), value));
        return fields;
    }
}
