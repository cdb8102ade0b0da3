package dev.dust.cli;

import dev.dust.testkit.simulation.Dimension;
import dev.dust.testkit.simulation.SimulationOptions;
import dev.dust.testkit.simulation.SimulationRunner;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dust simulate}. */
@Command(name = "simulate", description = Trials.SIMULATE, footer = TrialCaches.HELP)
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = "--seeds", paramLabel = "FROM..TO", required = true, converter = SeedRange.Converter.class,
            description = "One run for each of these seeds, or for one. A seed always gives the same run.")
    private SeedRange seeds;
    @Option(names = "--clients", paramLabel = "N", description = "How many clients (default: ${DEFAULT-VALUE}).")
    private int clients = SimulationOptions.defaults().clients();
    @Option(names = "--steps", paramLabel = "N",
            description = "How many things happen before the network heals (default: ${DEFAULT-VALUE}).")
    private int steps = SimulationOptions.defaults().steps();
    @Option(names = "--only", paramLabel = "DIMENSION", split = ",",
            description = "Simulate these and no others beyond what every run has: ${COMPLETION-CANDIDATES}. By default all.")
    private Set<Dimension> only;
    @Option(names = "--nodes", paramLabel = "N",
            description = "So many servers on one ledger in every run. By default some runs have any, as their seeds say.")
    private int nodes;
    @Mixin
    private CacheOptions cache;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        SimulationOptions options = options();
        Logs.silent();
        try (TrialCaches caches = cache.ofTrial(clients)) {
            // A schema is used for one client at a time: there is none to go back to.
            if (caches instanceof PostgresTrialCaches) {
                options = options.dimensions(Dimension.without(options.dimensions(), Dimension.FAILOVER));
            }
            int failed = SimulationRunner.run(seeds.from(), seeds.to(), options.caches(Testkit.source(caches)),
                    DustCommand.of(spec).out());
            return failed == 0 ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }

    private SimulationOptions options() {
        try {
            SimulationOptions all = SimulationOptions.defaults().seed(seeds.from()).clients(clients).steps(steps).nodes(nodes);
            return only == null ? all : all.dimensions(only);
        } catch (IllegalArgumentException impossible) {
            throw new ParameterException(spec.commandLine(), impossible.getMessage());
        }
    }
}
