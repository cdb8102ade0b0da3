package dev.dust.benchmarks;

import dev.dust.DustStore;
import dev.dust.Reading;
import dev.dust.value.Value;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** get of a leaf, beside a skip list of the same keys (DESIGN 13). */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class GetBenchmark {
    /** How many rows there are. */
    @Param({"1000", "1000000"})
    public int entries;
    /** How many pending ops there are elsewhere. */
    @Param({"0", "1000"})
    public int pending;

    private final ConcurrentSkipListMap<String, String> yardstick = new ConcurrentSkipListMap<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private Client client;
    private DustStore store;
    private String[] keys;

    /** Fills both. */
    @Setup
    public void fill() {
        client = new Client();
        store = client.store();
        Map<String, Value> rows = Data.rows(entries);
        client.snapshot(rows);
        rows.forEach((key, value) -> yardstick.put(key, value.toString()));
        keys = rows.keySet().toArray(String[]::new);
        for (int i = 0; i < pending; i++) {
            store.put("elsewhere/" + i, i);
        }
    }

    /** Ends the client. */
    @TearDown
    public void close() {
        client.close();
    }

    /** Ours. */
    @Benchmark
    public Reading get() {
        return store.get(keys[random.nextInt(keys.length)]);
    }

    /** The yardstick. */
    @Benchmark
    public String skipListGet() {
        return yardstick.get(keys[random.nextInt(keys.length)]);
    }
}
