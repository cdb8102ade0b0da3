package dev.dust.benchmarks.comparison;

/**
 * Puts that the server has answered, by one thread.
 *
 * @param work     as the table calls it
 * @param inFlight how many are under way
 * @param keys     how many keys they are to, by turns
 */
record AckedPuts(String work, int inFlight, int keys) implements Row {
    @Override
    public Measure measure() {
        return Measure.RATE;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        return Rate.of(bench, Puts.of(bench.client("puts" + inFlight + "of" + keys), inFlight, keys));
    }
}
