package dev.dust.benchmarks.heap;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.program.Program;
import dev.dust.value.MapValue;
import java.lang.ref.Reference;
import java.util.List;

/** Bytes of heap that a row takes in memory. Arguments: how many rows. They come as a snapshot that is read from its JSON. */
public final class EntryHeap implements Program {

    /** For the runner. */
    public EntryHeap() {
    }

    @Override
    public double measure(List<String> arguments) {
        int entries = Integer.parseInt(arguments.getFirst());
        try (LocalClient client = LocalClient.online()) {
            byte[] few = frame(1);
            byte[] all = frame(entries);
            try {
                hear(client, few);
                long before = Heap.used();
                hear(client, all);
                long after = Heap.used();
                if (client.store().status().entryCount() != entries) {
                    throw new IllegalStateException("the snapshot did not arrive");
                }
                return (double) (after - before) / entries;
            } finally {
                Reference.reachabilityFence(few);
                Reference.reachabilityFence(all);
            }
        }
    }

    private static byte[] frame(int entries) {
        return new JacksonCodecs().json().encode(LocalClient.entries(Data.rows(entries)));
    }

    private static void hear(LocalClient client, byte[] frame) {
        client.hear(client.snapshot((MapValue) new JacksonCodecs().json().decode(frame)));
    }
}
