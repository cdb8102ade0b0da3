package dev.dust.cli;

import dev.dust.cli.demo.Demo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dust demo}. */
@Command(name = "demo",
        description = "Show what Dust does: a server and two clients on real sockets, and a check for each line.",
        footer = TrialCaches.HELP)
final class DemoCommand implements Callable<Integer> {
    private static final int NODES = 3;

    @Spec
    private CommandSpec spec;
    @Mixin
    private CacheOptions cache;
    @Option(names = "--as-hosted", description = "With a server that does what the public one does.")
    private boolean asHosted;
    @Option(names = "--ledger", paramLabel = "memory|postgres", defaultValue = "memory",
            description = "With postgres: with three servers, each with the same PostgreSQL, which it brings along.")
    private ServeCommand.Kind ledger;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    private boolean onNodes(TrialCaches caches, PrintWriter out) throws InterruptedException {
        if (asHosted) {
            throw new ParameterException(spec.commandLine(), "the public server is one: --as-hosted goes without --ledger");
        }
        JdbcDatabase database = CacheOptions.databaseOfTheTestkit();
        return Demo.runOnNodes(NODES, database::openLedger, caches, out);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (TrialCaches caches = cache.ofTrial(Demo.CLIENTS)) {
            PrintWriter out = spec.commandLine().getOut();
            boolean held = ledger == ServeCommand.Kind.POSTGRES
                    ? onNodes(caches, out)
                    : asHosted ? Demo.runAsHosted(caches, out) : Demo.run(caches, out);
            return held ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }
}
