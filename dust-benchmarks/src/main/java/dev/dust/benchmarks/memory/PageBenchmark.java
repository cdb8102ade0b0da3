package dev.dust.benchmarks.memory;

import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import dev.dust.path.Glob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of 50 of {@code users/*}{@code /name}: one row in ten matches. */
public class PageBenchmark {
    private static final int PAGE = 50;
    private static final String NAMES = "users/*/name";

    /** Where pages begin, in random order; behind each there are enough rows for a whole one. */
    @State(Scope.Benchmark)
    public static class Cursors {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        /** How many different pages are read, at most; few of them stay in the caches of the processor. */
        @Param({"50", "100000"})
        public int pages;

        private Ring<String> afters;

        /** Makes them. */
        @Setup
        public void make() {
            List<String> names = IntStream.range(0, entries / Data.FIELDS).mapToObj(user -> Data.key(user * Data.FIELDS))
                    .sorted().collect(Collectors.toList());
            List<String> starts = names.subList(0, names.size() - PAGE);
            Collections.shuffle(starts, new Random(1));
            afters = new Ring<>(starts.subList(0, Math.min(pages, starts.size())));
        }
    }

    /** Ours; the yardstick of few pages is ours at fewer entries. */
    @Benchmark
    public Page<Entry> page(FilledStore filled, Cursors cursors) {
        return filled.store.enumerate(NAMES, PageOptions.defaults().limit(PAGE).after(cursors.afters.next()));
    }

    /** The yardstick of many pages: the same leaps, each a look-up. */
    @Benchmark
    public List<Map.Entry<String, String>> mapPage(FilledMap filled, Cursors cursors) {
        ConcurrentSkipListMap<String, String> map = filled.map;
        Glob glob = Glob.parse(NAMES);
        var page = new ArrayList<Map.Entry<String, String>>(PAGE);
        Map.Entry<String, String> entry = map.higherEntry(cursors.afters.next());
        while (page.size() < PAGE) {
            if (glob.matches(entry.getKey())) {
                page.add(entry);
                entry = map.higherEntry(entry.getKey());
            } else {
                entry = map.ceilingEntry(glob.ceiling(entry.getKey()));
            }
        }
        return page;
    }
}
