package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.program.Jvm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The smallest heap in which a program runs to its end, found by trying. */
public final class PeakHeap {
    private static final long MEBIBYTE = 1 << 20;
    /** In less a JVM with a driver does not end, but looks for memory all the time. */
    private static final int LEAST = 4;
    private static final double FIRST_GUESS = 4;
    private static final double MOST = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Class<?> main;
    private final List<String> arguments;

    /**
     * That of a program.
     *
     * @param main      its class; it ends with another exit code than 0 if it fails
     * @param arguments of the program
     */
    public PeakHeap(Class<?> main, List<String> arguments) {
        this.main = main;
        this.arguments = arguments;
    }

    /**
     * In MiB.
     *
     * @param precision how exactly, as a part of the answer
     */
    public double inMebibytes(double precision) throws IOException, InterruptedException {
        return inFrames(LEAST * MEBIBYTE, precision) * LEAST;
    }

    /**
     * As a multiple of {@code frameBytes}.
     *
     * @param precision how exactly, as a part of the answer
     */
    double inFrames(long frameBytes, double precision) throws IOException, InterruptedException {
        double tooLittle = 1;
        double enough = FIRST_GUESS;
        while (!runsIn(frameBytes, enough)) {
            tooLittle = enough;
            enough *= 2;
            if (enough > MOST) {
                throw new IllegalStateException(main.getSimpleName() + " fails in every heap");
            }
        }
        while (enough / tooLittle > 1 + precision) {
            double middle = Math.sqrt(tooLittle * enough);
            if (runsIn(frameBytes, middle)) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return enough;
    }

    private boolean runsIn(long frameBytes, double frames) throws IOException, InterruptedException {
        var options = List.of("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + Math.max(2, (long) (frames * frameBytes) / MEBIBYTE) + "m");
        try (Jvm jvm = Jvm.start(options, main, arguments)) {
            return jvm.exitCode(PATIENCE) == 0;
        }
    }
}
