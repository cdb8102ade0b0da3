package dev.dust.testkit.conformance;

/**
 * How a run ended.
 *
 * @param passed  how many scenarios passed
 * @param failed  how many failed, those included that could not be read
 * @param skipped how many the cache cannot run
 */
public record Summary(int passed, int failed, int skipped) {
    static final Summary NOTHING = new Summary(0, 0, 0);

    /** Whether nothing failed. */
    public boolean isGood() {
        return failed == 0;
    }

    Summary plus(Summary other) {
        return new Summary(passed + other.passed, failed + other.failed, skipped + other.skipped);
    }

    /** The last line of a run's output. */
    @Override
    public String toString() {
        return passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }
}
