package dev.dust.benchmarks.server;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.Window;
import java.util.List;

/**
 * Writes a second that servers on PostgreSQL have accepted, by a client of each in turn. Arguments: how many servers, how many
 * writes are under way together, seconds of warm-up with many under way, seconds.
 */
public final class AckedOnPostgres implements Program {
    /** No two of those under way are at one path. */
    static final int PATHS = 10_000;

    private static final int WARMING = 256;

    /** For the runner. */
    public AckedOnPostgres() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int count = Integer.parseInt(arguments.get(0));
        double warmUp = Double.parseDouble(arguments.get(2));
        try (var nodes = new Nodes(count)) {
            // A server that writes one after the other is compiled only after minutes.
            rate(nodes, new Window(WARMING), count, warmUp, 0);
            return rate(nodes, new Window(Integer.parseInt(arguments.get(1))), count, warmUp / 4,
                    Double.parseDouble(arguments.get(3)));
        }
    }

    private static double rate(Nodes nodes, Window window, int count, double warmUp, double seconds) throws Exception {
        double rate = window.rate(
                number -> nodes.client(number % count).store().put(Data.key(number % PATHS), Data.text(number)).committed()
                        .thenRun(window::answered),
                warmUp, seconds);
        window.awaitAnswers();
        return rate;
    }
}
