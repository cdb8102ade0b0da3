package dev.dust.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs; its figures mean nothing here. */
class BenchmarksTest {

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder().forks(0).warmupIterations(0).measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(10)).param("entries", "1000").param("pending", "10")
                .param("subscriptions", "10").verbosity(VerboseMode.SILENT).shouldFailOnError(true).build()).run();

        assertThat(results).extracting(result -> result.getParams().getBenchmark()).contains(
                EventBenchmark.class.getName() + ".apply", GetBenchmark.class.getName() + ".get",
                GetBenchmark.class.getName() + ".skipListGet");
        assertThat(results).allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
