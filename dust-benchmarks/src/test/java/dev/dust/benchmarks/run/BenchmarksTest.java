package dev.dust.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every row can be measured; the figures mean nothing here. */
class BenchmarksTest {

    @TestFactory
    Stream<DynamicTest> everySide_givesFigures() {
        var measurer = new Measurer(Scale.SMOKE);
        return sides().map(side -> DynamicTest.dynamicTest(name(side), () -> assertThat(measurer.measure(side)).isNotEmpty()
                .allSatisfy(figure -> assertThat(figure).isPositive().isFinite())));
    }

    @Test
    void everyBenchmark_isPartOfARow() {
        Set<String> measured = sides().filter(Side.Jmh.class::isInstance).map(Side.Jmh.class::cast)
                .map(side -> side.benchmark().getName() + "." + side.name()).collect(Collectors.toSet());
        var out = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

        assertThat(BenchmarkList.defaultList().getAll(out, List.of()))
                .isNotEmpty().allSatisfy(benchmark -> assertThat(measured).contains(benchmark.getUsername()));
    }

    private static Stream<Side> sides() {
        return Rows.at(Scale.SMOKE).stream().flatMap(group -> group.sides().stream()).distinct();
    }

    private static String name(Side side) {
        return switch (side) {
            case Side.Jmh jmh -> jmh.benchmark().getSimpleName() + "." + jmh.name() + jmh.parameters();
            case Side.Main main -> main.program().getSimpleName();
        };
    }
}
