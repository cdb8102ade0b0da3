package dev.dust.benchmarks.run;

import dev.dust.benchmarks.heap.EntryHeap;
import dev.dust.benchmarks.postgres.Postgres;
import dev.dust.benchmarks.program.Jvm;
import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.program.ProgramMain;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures a side once, in a JVM of its own; at {@link Scale#SMOKE}, where it would be a waste, mostly in this one. */
final class Measurer {
    private final Scale scale;
    private @Nullable String jdbcUrl;

    Measurer(Scale scale) {
        this.scale = scale;
        // Several runs may share a machine, though not for figures that count.
        System.setProperty("jmh.ignoreLock", "true");
    }

    /** The figures of one fork: one of each iteration. */
    List<Double> measure(Side side) throws Exception {
        return switch (side) {
            case Side.Jmh jmh -> measure(jmh);
            case Side.Main main -> List.of(measure(main));
        };
    }

    private List<Double> measure(Side.Jmh side) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(side.benchmark().getName() + "." + side.name()) + "$").shouldFailOnError(true)
                // Forks begin with what this JVM was started with: to be Quiet.
                .verbosity(VerboseMode.SILENT).forks(scale == Scale.SMOKE ? 0 : 1).jvmArgsAppend(options(side))
                .warmupIterations(scale.iterations).warmupTime(scale.time).measurementIterations(scale.iterations)
                .measurementTime(scale.time);
        if (side.reading() != null) {
            options.addProfiler(GCProfiler.class);
        }
        side.parameters().forEach(options::param);
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.size() != 1) {
            throw new IllegalStateException(side + " has " + results.size() + " results: it leaves a parameter open");
        }
        Mode mode = results.iterator().next().getParams().getMode();
        return results.iterator().next().getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream()).map(iteration -> figure(side, mode, iteration)).toList();
    }

    private String[] options(Side.Jmh side) {
        var options = new ArrayList<>(scale.options);
        if (side.benchmark().getPackage().equals(Postgres.class.getPackage())) {
            options.add("-D" + Postgres.PROPERTY + "=" + jdbcUrl());
        }
        return options.toArray(String[]::new);
    }

    /** One PostgreSQL for all forks. */
    private String jdbcUrl() {
        if (jdbcUrl == null) {
            jdbcUrl = TestPostgres.newDatabase().url();
            System.setProperty(Postgres.PROPERTY, jdbcUrl);
        }
        return jdbcUrl;
    }

    private static double figure(Side.Jmh side, Mode mode, IterationResult iteration) {
        String reading = side.reading();
        double score = reading == null
                ? iteration.getPrimaryResult().getScore()
                : Objects.requireNonNull(iteration.getSecondaryResults().get(reading), reading).getScore();
        return mode == Mode.SingleShotTime ? side.operations() / score : side.operations() * score;
    }

    /** What it holds of this JVM's heap may be less than what was measured before it leaves at the same time. */
    private static boolean needsOwnHeap(Class<? extends Program> program) {
        return program.getPackage().equals(EntryHeap.class.getPackage());
    }

    private double measure(Side.Main side) throws Exception {
        if (scale == Scale.SMOKE && !needsOwnHeap(side.program())) {
            Program program = side.program().getDeclaredConstructor().newInstance();
            return program.measure(side.arguments());
        }
        var arguments = new ArrayList<>(List.of(side.program().getName()));
        arguments.addAll(side.arguments());
        try (Jvm jvm = Jvm.start(side.options(), ProgramMain.class, arguments)) {
            for (String line = jvm.readLine(); line != null; line = jvm.readLine()) {
                if (line.startsWith(ProgramMain.FIGURE)) {
                    return Double.parseDouble(line.substring(ProgramMain.FIGURE.length()));
                }
            }
        }
        throw new IllegalStateException(side + " gave no figure");
    }
}
