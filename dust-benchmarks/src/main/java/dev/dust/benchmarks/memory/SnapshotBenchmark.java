package dev.dust.benchmarks.memory;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Replacing all rows by those of a snapshot whose frame has been read. The order of its entries is none, as a map's is. */
@BenchmarkMode(Mode.SingleShotTime)
public class SnapshotBenchmark {

    /** A client, and what the server is going to say. */
    @State(Scope.Benchmark)
    public static class Ours {
        /** How many entries the snapshot has. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private LocalClient client;
        private MapValue snapshot;

        /** Makes both. */
        @Setup
        public void make() {
            client = LocalClient.online();
            var json = new JacksonCodecs().json();
            var frame = json.encode(LocalClient.entries(Data.hashed(Data.rows(entries))));
            snapshot = (MapValue) json.decode(frame);
        }

        /** Ends the client. */
        @TearDown
        public void close() {
            client.close();
        }
    }

    /** The same entries in the same order. */
    @State(Scope.Benchmark)
    public static class Yardstick {
        /** How many. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private final Map<String, String> rows = new LinkedHashMap<>();

        /** Makes them. */
        @Setup
        public void make() {
            Data.hashed(Data.rows(entries)).forEach((key, value) -> rows.put(new String(key), copy(value)));
        }

        private static String copy(Value value) {
            return new String(value.toString());
        }
    }

    /** Ours. */
    @Benchmark
    public void replace(Ours ours) {
        ours.client.hear(ours.client.snapshot(ours.snapshot));
    }

    /** The yardstick. */
    @Benchmark
    public TreeMap<String, String> fillTreeMap(Yardstick yardstick) {
        var map = new TreeMap<String, String>();
        yardstick.rows.forEach(map::put);
        return map;
    }
}
