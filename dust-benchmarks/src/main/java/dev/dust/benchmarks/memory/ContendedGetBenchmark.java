package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.reading.Reading;
import dev.dust.value.Value;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** {@code get} of a leaf by four readers, while a fifth thread writes some 40,000 rows a second. */
public class ContendedGetBenchmark {
    private static final int READERS = 4;
    private static final int BURST = 50;
    private static final long PAUSE_NANOS = 1_000_000;

    /** Keys of one thread. */
    @State(Scope.Thread)
    public static class OwnKeys {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<String> keys;

        /** Makes them. */
        @Setup
        public void make(ThreadParams threads) {
            keys = Data.keys(entries).from(threads.getThreadIndex(), threads.getThreadCount());
        }
    }

    /** Ours. */
    @Benchmark
    @Group("ours")
    @GroupThreads(READERS)
    public Reading get(FilledStore filled, OwnKeys own) {
        return filled.store.get(own.keys.next());
    }

    /** The load on ours: events. */
    @Benchmark
    @Group("ours")
    @GroupThreads(1)
    public void hear(FilledStore filled, OwnKeys own) {
        for (int i = 0; i < BURST; i++) {
            filled.client.hear(filled.client.set(own.keys.next(), Value.of("written")));
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** The yardstick. */
    @Benchmark
    @Group("yardstick")
    @GroupThreads(READERS)
    public @Nullable String mapGet(FilledMap filled, OwnKeys own) {
        return filled.map.get(own.keys.next());
    }

    /** The load on the yardstick. */
    @Benchmark
    @Group("yardstick")
    @GroupThreads(1)
    public void mapPut(FilledMap filled, OwnKeys own) {
        for (int i = 0; i < BURST; i++) {
            filled.map.put(own.keys.next(), "written");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
