package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.program.Program;
import java.util.List;

/** Bytes of heap that a write takes which waits for the server, in memory. Arguments: how many writes. */
public final class PendingHeap implements Program {

    /** For the runner. */
    public PendingHeap() {
    }

    @Override
    public double measure(List<String> arguments) {
        int writes = Integer.parseInt(arguments.getFirst());
        try (LocalClient client = LocalClient.offline()) {
            client.store().put("first", "value");
            long before = Heap.used();
            for (int i = 0; i < writes; i++) {
                client.store().put(Data.key(i), Data.text(i));
            }
            return (double) (Heap.used() - before) / writes;
        }
    }
}
