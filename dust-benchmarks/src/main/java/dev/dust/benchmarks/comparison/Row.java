package dev.dust.benchmarks.comparison;

/** Work that contenders are compared by. */
interface Row {
    /** What is done, as the table calls it. */
    String work();

    /** What the figures are. */
    Measure measure();

    /**
     * Connects the clients that it needs, and warms up.
     *
     * @throws dev.dust.benchmarks.contender.NotOffered if the contender has no such thing
     */
    Session open(Bench bench) throws Exception;

    /** The row under way, for all its rounds. */
    interface Session {
        /** Measures once. */
        Figure measure() throws Exception;
    }
}
