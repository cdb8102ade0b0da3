package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.path.Glob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * All pages that have no row in common, once each and in random order, after other memory has gone through the caches of the
 * processor: no page finds any of its rows there. The yardsticks are ours, with as many rows in stores of 1,000 each, and a
 * skip list.
 */
public class ColdPageBenchmark {
    /** How many rows a small store has. */
    private static final int SMALL = 1_000;

    /** Drives rows out of the caches. */
    @State(Scope.Benchmark)
    public static class Caches {
        /** Several times what a processor has, and a number for each line of them. */
        private static final int NUMBERS = 1 << 25;
        private static final int LINE = 8;

        private long[] other;

        /** Makes the other memory. */
        @Setup
        public void make() {
            other = new long[NUMBERS];
        }

        /** Goes through it, writing, so that what was there has to go. */
        @Setup(Level.Invocation)
        public void sweep() {
            for (int i = 0; i < NUMBERS; i += LINE) {
                other[i]++;
            }
        }
    }

    /** What the pages of a large store come after. */
    @State(Scope.Benchmark)
    public static class Cursors {
        /** How many rows there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private List<String> afters;

        /** Finds them. */
        @Setup
        public void find() {
            afters = new ArrayList<>(Pages.apart(entries));
            Collections.shuffle(afters, new Random(1));
        }
    }

    /** As many rows in small stores of one client. */
    @State(Scope.Benchmark)
    public static class SmallStores {
        /** How many rows there are in all of them. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private final List<SmallPage> pages = new ArrayList<>();
        private LocalClient client;

        /** Fills them. */
        @Setup
        public void fill() {
            client = LocalClient.online();
            for (int i = 0; i < entries / SMALL; i++) {
                String name = "bench/small" + i;
                DustStore store = client.store(name);
                client.fill(name, Data.rows(SMALL));
                Pages.apart(SMALL).forEach(after -> pages.add(new SmallPage(store, after)));
            }
            Collections.shuffle(pages, new Random(1));
        }

        /** Ends the client. */
        @TearDown
        public void close() {
            client.close();
        }
    }

    private record SmallPage(DustStore store, String after) {
    }

    /** Ours. */
    @Benchmark
    public void pages(FilledStore filled, Cursors cursors, Caches caches, Blackhole sink) {
        for (String after : cursors.afters) {
            sink.consume(Pages.read(filled.store, after));
        }
    }

    /** A yardstick: as many pages of small stores. */
    @Benchmark
    public void pagesOfSmallStores(SmallStores stores, Caches caches, Blackhole sink) {
        for (SmallPage page : stores.pages) {
            sink.consume(Pages.read(page.store, page.after));
        }
    }

    /** A yardstick: the same leaps, each a look-up. */
    @Benchmark
    public void mapLeaps(FilledMap filled, Cursors cursors, Caches caches, Blackhole sink) {
        Glob glob = Glob.parse(Pages.NAMES);
        for (String after : cursors.afters) {
            sink.consume(leap(filled.map, glob, after));
        }
    }

    private static List<Map.Entry<String, String>> leap(ConcurrentSkipListMap<String, String> map, Glob glob, String after) {
        var page = new ArrayList<Map.Entry<String, String>>(Pages.SIZE);
        Map.Entry<String, String> entry = map.higherEntry(after);
        while (page.size() < Pages.SIZE) {
            if (glob.matches(entry.getKey())) {
                page.add(entry);
                entry = map.higherEntry(entry.getKey());
            } else {
                entry = map.ceilingEntry(glob.ceiling(entry.getKey()));
            }
        }
        return page;
    }

    /** A yardstick: every row on the way, one after the other. */
    @Benchmark
    public void mapSteps(FilledMap filled, Cursors cursors, Caches caches, Blackhole sink) {
        for (String after : cursors.afters) {
            sink.consume(step(filled.map, after));
        }
    }

    private static List<Map.Entry<String, String>> step(ConcurrentSkipListMap<String, String> map, String after) {
        var page = new ArrayList<Map.Entry<String, String>>(Pages.SIZE);
        for (Map.Entry<String, String> entry : map.tailMap(after, false).entrySet()) {
            if (entry.getKey().endsWith("/name")) {
                page.add(entry);
                if (page.size() == Pages.SIZE) {
                    break;
                }
            }
        }
        return page;
    }
}
