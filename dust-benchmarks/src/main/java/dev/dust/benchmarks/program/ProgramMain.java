package dev.dust.benchmarks.program;

import java.util.Arrays;

/** Runs the {@link Program} that the first argument names, and prints its figure for a machine to read. */
public final class ProgramMain {
    /** What comes before the figure. */
    public static final String FIGURE = "figure ";

    private ProgramMain() {
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        var program = Class.forName(args[0]).asSubclass(Program.class).getDeclaredConstructor().newInstance();
        System.out.println(FIGURE + program.measure(Arrays.asList(args).subList(1, args.length)));
        // Some libraries leave threads behind.
        System.exit(0);
    }
}
