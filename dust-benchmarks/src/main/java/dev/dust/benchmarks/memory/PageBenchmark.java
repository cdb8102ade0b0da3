package dev.dust.benchmarks.memory;

import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of 50 of {@code users/*}{@code /name}: one row in ten matches. The yardstick is ours at fewer entries. */
public class PageBenchmark {
    private static final int PAGE = 50;

    /** Where pages begin, in random order; behind each there are enough rows for a whole one. */
    @State(Scope.Benchmark)
    public static class Cursors {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Ring<PageOptions> pages;

        /** Makes them. */
        @Setup
        public void make() {
            List<String> names = IntStream.range(0, entries / Data.FIELDS).mapToObj(user -> Data.key(user * Data.FIELDS))
                    .sorted().collect(Collectors.toList());
            List<String> starts = names.subList(0, names.size() - PAGE);
            Collections.shuffle(starts, new Random(1));
            pages = new Ring<>(starts.stream().map(PageOptions.defaults().limit(PAGE)::after).toList());
        }
    }

    /** Ours. */
    @Benchmark
    public Page<Entry> page(FilledStore filled, Cursors cursors) {
        return filled.store.enumerate("users/*/name", cursors.pages.next());
    }
}
