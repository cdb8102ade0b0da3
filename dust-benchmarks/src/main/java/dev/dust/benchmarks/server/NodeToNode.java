package dev.dust.benchmarks.server;

import dev.dust.DustStore;
import dev.dust.benchmarks.program.Program;
import dev.dust.subscribe.DustEvent;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * From a client's put until another client hears of it, whose server is another one on the same PostgreSQL, in microseconds:
 * the median. Arguments: how often as a warm-up, how often.
 */
public final class NodeToNode implements Program {
    static final long PATIENCE_SECONDS = 60;

    /** For the runner. */
    public NodeToNode() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        try (var nodes = new Nodes(2)) {
            var heard = new LinkedBlockingQueue<DustEvent>();
            DustStore writer = nodes.client(0).store();
            nodes.client(1).store().on("latency", heard::add);
            return Micros.median(arguments, number -> {
                writer.put("latency", number);
                if (heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
                    throw new IllegalStateException("nothing was heard for " + PATIENCE_SECONDS + " s");
                }
            });
        }
    }
}
