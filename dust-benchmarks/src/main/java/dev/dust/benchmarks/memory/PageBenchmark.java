package dev.dust.benchmarks.memory;

import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.benchmarks.fixture.Ring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The same 50 pages again and again: they are in the caches of the processor. The yardstick is ours at fewer entries. */
public class PageBenchmark {
    private static final int PAGES = 50;

    /** Where the pages begin: anywhere, in random order; behind each there are enough rows for a whole one. */
    @State(Scope.Benchmark)
    public static class Cursors {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<String> afters;

        /** Chooses them. */
        @Setup
        public void choose() {
            List<String> names = Pages.names(entries);
            var starts = new ArrayList<>(names.subList(0, names.size() - Pages.SIZE));
            Collections.shuffle(starts, new Random(1));
            afters = new Ring<>(starts.subList(0, PAGES));
        }
    }

    /** Ours. */
    @Benchmark
    public Page<Entry> page(FilledStore filled, Cursors cursors) {
        return Pages.read(filled.store, cursors.afters.next());
    }
}
