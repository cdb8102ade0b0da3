package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.program.Program;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Bytes of heap of what a waiting write cannot do without: its id, path and value, found by the id when the server answers, in
 * order when it is sent, and by the path when it is read. Arguments: how many writes.
 */
public final class KeptHeap implements Program {

    /** For the runner. */
    public KeptHeap() {
    }

    private record Kept(String id, String path, String value) {
    }

    @Override
    public double measure(List<String> arguments) {
        int writes = Integer.parseInt(arguments.getFirst());
        var byId = new LinkedHashMap<String, Kept>();
        var byPath = new ConcurrentSkipListMap<String, Kept>();
        long before = Heap.used();
        for (int i = 0; i < writes; i++) {
            var kept = new Kept("op_%016d".formatted(i), Data.key(i), Data.text(i));
            byId.put(kept.id, kept);
            byPath.put(kept.path, kept);
        }
        try {
            long after = Heap.used();
            return (double) (after - before) / writes;
        } finally {
            Reference.reachabilityFence(byId);
            Reference.reachabilityFence(byPath);
        }
    }
}
