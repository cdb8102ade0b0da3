package dev.dust.cli;

import dev.dust.cli.chaos.Chaos;
import dev.dust.cli.chaos.ChaosOptions;
import dev.dust.cli.chaos.client.SharedDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dust chaos}. */
@Command(name = "chaos",
        description = Trials.CHAOS,
        footer = {TrialCaches.HELP, "%nExit codes: 0 every rule was kept, 1 one was not, or it could not run, 2 bad usage."})
final class ChaosCommand implements Callable<Integer> {
    private static final double MOST_MINUTES = 24 * 60;
    private static final int MOST_NODES = 16;
    private static final int MILLIS_PER_MINUTE = 60_000;

    @Spec
    private CommandSpec spec;
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "1",
            description = "For how long things go wrong, such as 0.5 (default: ${DEFAULT-VALUE}). All must come to rest afterwards.")
    private double minutes;
    @Option(names = "--seed", paramLabel = "SEED",
            description = "What goes wrong, and what the clients do, comes from it; when exactly, from the machine (default: any).")
    private Long seed;
    @Option(names = "--nodes", paramLabel = "N", defaultValue = "0",
            description = "So many servers on one PostgreSQL, which it brings along and which fails, too (default: one server with a file).")
    private int nodes;
    @Mixin
    private CacheOptions cache;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
            throw new ParameterException(spec.commandLine(),
                    "--minutes takes a number above 0, and at most " + (int) MOST_MINUTES + ", not " + minutes);
        }
        if (nodes < 0 || nodes > MOST_NODES) {
            throw new ParameterException(spec.commandLine(), "--nodes takes 1 to " + MOST_NODES + ", not " + nodes);
        }
        return switch (cache.kindOfTrial()) {
            case SQLITE -> run(null, true);
            case MEMORY -> run(null, false);
            case POSTGRES -> runOnDatabase(cache.databaseOfTrial());
        };
    }

    private int runOnDatabase(JdbcDatabase database) throws IOException, InterruptedException {
        String schema = PostgresTrialCaches.newSchema();
        try {
            return run(database.shared(schema), false);
        } finally {
            database.drop(schema);
        }
    }

    private int run(@Nullable SharedDatabase database, boolean inFile) throws IOException, InterruptedException {
        var options = new ChaosOptions(Duration.ofMillis(Math.max(1, (long) (minutes * MILLIS_PER_MINUTE))),
                seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed, nodes, database, inFile);
        return Chaos.run(options, spec.commandLine().getOut()) ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
