package dev.dust.benchmarks.memory;

import dev.dust.benchmarks.fixture.CatchUp;
import dev.dust.benchmarks.fixture.Data;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Catching up: many events one after the other, each setting one leaf. */
public class CatchUpBenchmark {

    /** What the server is going to tell. */
    @State(Scope.Benchmark)
    public static class Events {
        /** How many events. */
        @Param({"1000", "100000"})
        public int events;

        private CatchUp catchUp;

        /** Makes them. */
        @Setup(Level.Invocation)
        public void make(FilledStore filled, Keys keys) {
            catchUp = CatchUp.of(filled.client, keys.present, events);
        }
    }

    /** Ours. */
    @Benchmark
    public void catchUp(FilledStore filled, Keys keys, Events events) {
        events.catchUp.run();
    }

    /** The same rows. */
    @State(Scope.Benchmark)
    public static class Rows {
        /** As many as there are events. */
        @Param({"1000", "100000"})
        public int events;

        private String[] paths;
        private String[] texts;

        /** Makes them, as they are when they have been read. */
        @Setup(Level.Invocation)
        public void make(Keys keys) {
            paths = new String[events];
            texts = new String[events];
            for (int i = 0; i < events; i++) {
                paths[i] = keys.present.next();
                texts[i] = Data.text(i);
            }
        }
    }

    /** The yardstick. */
    @Benchmark
    public void mapPuts(FilledMap filled, Keys keys, Rows rows) {
        for (int i = 0; i < rows.events; i++) {
            filled.map.put(rows.paths[i], rows.texts[i]);
        }
    }
}
