package dev.dust.cli;

import dev.dust.testkit.conformance.ConformanceRunner;
import dev.dust.testkit.conformance.Summary;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dust conformance}. */
@Command(name = "conformance", description = Trials.CONFORMANCE, footer = TrialCaches.HELP)
final class ConformanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private CacheOptions cache;
    @Parameters(paramLabel = "FILE_OR_FOLDER", arity = "0..*",
            description = "Files of scenarios, or folders of such files. Without any: the scenarios that come with Dust.")
    private List<Path> files = List.of();
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        try (TrialCaches caches = cache.ofTrial(1)) {
            var runner = new ConformanceRunner(Testkit.source(caches), true);
            PrintStream out = DustCommand.of(spec).out();
            Summary summary = files.isEmpty() ? runner.runBundled(out) : runner.run(files, out);
            return summary.isGood() ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }
}
