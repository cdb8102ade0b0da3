package dev.dust.benchmarks.run;

import dev.dust.benchmarks.program.Program;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Something that is measured in JVMs of its own, and gives one figure in each. */
sealed interface Side {

    /**
     * A JMH benchmark.
     *
     * @param benchmark  the class
     * @param name       the method, or group of methods
     * @param parameters those that have to be another than JMH's default
     * @param operations how many operations an invocation counts for
     * @param reading    which of its results is meant: null for its own, else that of a method of the group or of a profiler
     */
    record Jmh(Class<?> benchmark, String name, TreeMap<String, String> parameters, int operations, @Nullable String reading)
            implements
                Side {

        Jmh with(String parameter, Object value) {
            var more = new TreeMap<>(parameters);
            more.put(parameter, value.toString());
            return new Jmh(benchmark, name, more, operations, reading);
        }

        Jmh operations(int count) {
            return new Jmh(benchmark, name, parameters, count, reading);
        }

        Jmh reading(String result) {
            return new Jmh(benchmark, name, parameters, operations, result);
        }
    }

    /**
     * A program.
     *
     * @param options   of its JVM
     * @param arguments of the program
     */
    record Main(Class<? extends Program> program, List<String> options, List<String> arguments) implements Side {
    }

    static Jmh jmh(Class<?> benchmark, String name) {
        return new Jmh(benchmark, name, new TreeMap<>(), 1, null);
    }

    static Main main(Class<? extends Program> program, Object... arguments) {
        return new Main(program, List.of("-Xms1g", "-Xmx2g", "-Xmn256m"),
                List.of(arguments).stream().map(Object::toString).toList());
    }
}
