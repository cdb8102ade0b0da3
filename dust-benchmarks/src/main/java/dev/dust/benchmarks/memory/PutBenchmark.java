package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.Data;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** {@code put} of a leaf that is there: kept, visible and sent when the call returns. */
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

    /** Ours. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void put(FilledStore filled, Keys keys, Answers answers, Blackhole sink) {
        for (int i = 0; i < PUTS; i++) {
            sink.consume(filled.store.put(keys.present.next(), Data.text(i)));
        }
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(PUTS)
    public void mapPut(FilledMap filled, Keys keys, Blackhole sink) {
        for (int i = 0; i < PUTS; i++) {
            sink.consume(filled.map.put(keys.present.next(), Data.text(i)));
        }
    }
}
