package dev.dust.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.benchmarks.program.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every row can be measured; the figures mean nothing here. */
class BenchmarksTest {

    /** A fourth of them in a build by hand, others each time. */
    @TestFactory
    @Tag("long")
    Stream<DynamicTest> everySide_givesFigures() {
        var measurer = new Measurer(Scale.SMOKE);
        long seed = System.nanoTime();
        List<Side> chosen = new ArrayList<>(sides().toList());
        if (!Boolean.getBoolean("dust.test.thorough")) {
            Collections.shuffle(chosen, new Random(seed));
            chosen = chosen.subList(0, chosen.size() / 4);
        }
        return chosen.stream().map(side -> DynamicTest.dynamicTest(name(side), () -> assertThat(measurer.measure(side))
                .as("chosen with seed %d", seed)
                .isNotEmpty()
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

    @Test
    void everyProgram_isPartOfARow() throws Exception {
        Set<String> measured = sides().filter(Side.Main.class::isInstance).map(Side.Main.class::cast)
                .map(side -> side.program().getName()).collect(Collectors.toSet());
        Path classes = Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());

        try (Stream<Path> files = Files.walk(classes)) {
            assertThat(files.filter(file -> file.toString().endsWith(".class")).map(classes::relativize)
                    .map(BenchmarksTest::named).filter(BenchmarksTest::isProgram)).isNotEmpty()
                    .allSatisfy(program -> assertThat(measured).contains(program.getName()));
        }
    }

    private static Class<?> named(Path file) {
        String name = file.toString().replace(file.getFileSystem().getSeparator(), ".");
        try {
            return Class.forName(name.substring(0, name.length() - ".class".length()), false, Program.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isProgram(Class<?> type) {
        return Program.class.isAssignableFrom(type) && !type.isInterface();
    }

    @Test
    void everyRow_saysWhatItLeavesOut() {
        assertThat(Rows.at(Scale.FULL).stream().flatMap(group -> group.rows().stream()))
                .allSatisfy(row -> assertThat(row.leavesOut()).endsWith(".")).hasSizeGreaterThan(30);
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
