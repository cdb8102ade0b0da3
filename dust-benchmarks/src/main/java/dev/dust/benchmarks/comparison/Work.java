package dev.dust.benchmarks.comparison;

/** Something that is done as often as there is time for. */
@FunctionalInterface
interface Work {
    /** Does it until {@link System#nanoTime} is {@code end}, and until all of it is done. */
    Done until(long end) throws Exception;

    /**
     * What was done.
     *
     * @param count how often
     * @param last  when the last of it was done, by {@link System#nanoTime}
     * @param note  what has to be said of it; empty for nothing
     */
    record Done(long count, long last, String note) {
        /** Done this moment. */
        static Done now(long count) {
            return new Done(count, System.nanoTime(), "");
        }
    }
}
