package dev.dust.testkit.conformance;

import dev.dust.testkit.CacheSource;
import dev.dust.testkit.conformance.ScenarioFile.Found;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Runs conformance scenarios: each drives one client, with a cache of its own, through calls, server frames and time, and says
 * what must be seen. Nothing sleeps: time is virtual, and the server does what the scenario says. For one thread at a time.
 *
 * <pre>{@code
 * Summary summary = new ConformanceRunner(MemoryCache::new, true).run(List.of(Path.of("scenarios")), System.out);
 * }</pre>
 */
public final class ConformanceRunner {
    private final CacheSource caches;
    private final boolean outlivesClient;

    /**
     * A runner for one kind of cache.
     *
     * @param caches         gives each scenario an empty cache, and the one of a client that the scenario starts again
     * @param outlivesClient whether a client that is opened on a cache finds there what an earlier one left; scenarios that
     *                       start again are skipped where it does not
     */
    public ConformanceRunner(CacheSource caches, boolean outlivesClient) {
        this.caches = Objects.requireNonNull(caches, "caches");
        this.outlivesClient = outlivesClient;
    }

    /**
     * Runs scenarios, and prints a line for each and one for all. What is no scenario is a failure; nothing is thrown for it.
     *
     * @param filesOrFolders folders stand for the {@code .json} files in and below them
     * @param out            where the lines go
     */
    public Summary run(List<Path> filesOrFolders, PrintStream out) {
        return report(filesOrFolders.stream().flatMap(path -> ScenarioFile.read(path).stream()).toList(), out);
    }

    /** Runs the scenarios that come with the kit. */
    public Summary runBundled(PrintStream out) {
        return report(BundledScenarios.all(), out);
    }

    private Summary report(List<Found> scenarios, PrintStream out) {
        Summary summary = Summary.NOTHING;
        for (Found found : scenarios) {
            Verdict verdict = judge(found);
            out.println(verdict.line(found.name()));
            summary = summary.plus(verdict.count());
        }
        out.println(summary);
        return summary;
    }

    /** Runs one scenario. */
    Verdict judge(Found found) {
        if (found.scenario() == null) {
            return new Verdict.Failed(found.problem());
        }
        if (found.scenario().restarts() && !outlivesClient) {
            return new Verdict.Skipped("what is in this cache does not outlive its client");
        }
        try (var run = new ScenarioRun(found.scenario(), caches)) {
            return take(found.scenario().steps(), run);
        } catch (RuntimeException e) {
            return new Verdict.Failed("expected a client that can be started and closed, saw " + e);
        }
    }

    private static Verdict take(List<ScenarioStep> steps, ScenarioRun run) {
        int number = 0;
        try {
            for (ScenarioStep step : steps) {
                number++;
                step.take(run);
                run.settle();
            }
            return new Verdict.Passed();
        } catch (ScenarioFailure failure) {
            return new Verdict.Failed("step " + number + ": " + failure.getMessage());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return new Verdict.Failed("step " + number + ": expected a step without a fault, saw " + e);
        }
    }
}
