package dev.dust.benchmarks.run;

import java.util.List;
import org.openjdk.jmh.runner.options.TimeValue;

/** How much is measured, and for how long. */
enum Scale {
    /** All of it. */
    FULL(1_000_000, 100_000, 3, 3, TimeValue.seconds(1), "30", "5", 5,
            List.of("-Xms3g", "-Xmx3g", "-Xmn512m", "-XX:+AlwaysPreTouch")),
    /** Less of it, in some ten minutes. */
    QUICK(100_000, 20_000, 2, 3, TimeValue.milliseconds(300), "30", "5", 3, List.of("-Xms3g", "-Xmx3g", "-Xmn512m")),
    /** As little as shows that it runs; the figures mean nothing. */
    SMOKE(1_000, 1_000, 1, 1, TimeValue.milliseconds(1), "0.1", "0.1", 1, List.of());

    /** How many rows a large store has. */
    final int large;
    /** How many events or writes are many. */
    final int many;
    /** How often each side of each row is measured. */
    final int rounds;
    /** How many iterations there are in a fork, after as many that warm it up. */
    final int iterations;
    /** How long an iteration is. */
    final TimeValue time;
    /**
     * For how long programs warm up that measure processes by the clock, in seconds: until both sides are compiled, ours of two
     * or more processes on two cores.
     */
    final String warmUp;
    /** How long programs that go by the clock do so, in seconds. */
    final String seconds;
    /** How often programs do what takes no fixed time. */
    final int times;
    /**
     * Of the JVMs that measure. New memory is given to a process when it is first touched, which is slow on a virtual machine,
     * and must not be measured: the young generation is small, so that it is warm when the warm-up is over; the old one is
     * touched beforehand where there is much to become old. That takes a second for each JVM.
     */
    final List<String> options;

    Scale(int large, int many, int rounds, int iterations, TimeValue time, String warmUp, String seconds, int times,
            List<String> options) {
        this.large = large;
        this.many = many;
        this.rounds = rounds;
        this.iterations = iterations;
        this.time = time;
        this.warmUp = warmUp;
        this.seconds = seconds;
        this.times = times;
        this.options = options;
    }
}
