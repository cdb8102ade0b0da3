package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * {@code put} of a leaf that is there: alone, when it is kept, visible and sent as the call returns, but no row has changed;
 * and with the echo that changes the row.
 */
public class PutBenchmark {
    /** As many as may be under way unanswered. */
    private static final int PUTS = 256;

    /** The server, which answers when nobody looks at the clock. */
    @State(Scope.Benchmark)
    public static class Answers {
        /** Settles what was written. */
        @TearDown(Level.Invocation)
        public void answer(FilledStore filled) {
            filled.client.answerWrites();
        }
    }

    /** A map with as many entries as there are ops that wait. */
    @State(Scope.Benchmark)
    public static class Waiting {
        private final ConcurrentSkipListMap<String, String> map = new ConcurrentSkipListMap<>();

        /** What waited is settled. */
        @Setup(Level.Invocation)
        public void settle() {
            map.clear();
        }
    }

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void put(FilledStore filled, Keys keys, Answers answers, Blackhole sink) {
        put(filled, keys, sink);
    }

    private static void put(FilledStore filled, Keys keys, Blackhole sink) {
        for (int i = 0; i < PUTS; i++) {
            sink.consume(filled.store.put(keys.present.next(), Data.text(i)));
        }
    }

    /** Its yardstick: what waits, and no row. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void mapPutOfFew(Waiting waiting, Keys keys, Blackhole sink) {
        put(waiting.map, keys, sink);
    }

    private static void put(ConcurrentSkipListMap<String, String> map, Keys keys, Blackhole sink) {
        for (int i = 0; i < PUTS; i++) {
            sink.consume(map.put(keys.present.next(), Data.text(i)));
        }
    }

    /** Ours, until the rows have changed. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void putAndHear(FilledStore filled, Keys keys, Blackhole sink) {
        put(filled, keys, sink);
        filled.client.answerWrites();
    }

    /** Its yardstick: the rows change. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void mapPut(FilledMap filled, Keys keys, Blackhole sink) {
        put(filled.map, keys, sink);
    }
}
