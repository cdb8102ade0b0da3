package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.program.Program;
import java.lang.ref.Reference;
import java.util.List;

/** Bytes of heap that the same row takes in a {@code ConcurrentSkipListMap<String, String>}. Arguments: how many rows. */
public final class MapHeap implements Program {

    /** For the runner. */
    public MapHeap() {
    }

    @Override
    public double measure(List<String> arguments) {
        int entries = Integer.parseInt(arguments.getFirst());
        var few = Data.skipList(1);
        long before = Heap.used();
        var all = Data.skipList(entries);
        try {
            long after = Heap.used();
            return (double) (after - before) / entries;
        } finally {
            Reference.reachabilityFence(few);
            Reference.reachabilityFence(all);
        }
    }
}
