package dev.dust.benchmarks.server;

import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.Times;
import java.util.List;

/**
 * Ops a second of the history that a server on PostgreSQL has told a member who asks for all of it. Arguments: how many ops
 * there are, how often they are told; the median counts, so that the first time is a warm-up.
 */
public final class CaughtUpOps implements Program {

    /** For the runner. */
    public CaughtUpOps() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int ops = Integer.parseInt(arguments.get(0));
        try (var nodes = new Nodes(1)) {
            History.fill(nodes, ops);
            return ops / Times.median(Integer.parseInt(arguments.get(1)), () -> {
                long began = System.nanoTime();
                var member = new RawMember(nodes.port(0), "dev_late");
                double seconds = Times.secondsSince(began);
                member.close();
                return seconds;
            });
        }
    }
}
