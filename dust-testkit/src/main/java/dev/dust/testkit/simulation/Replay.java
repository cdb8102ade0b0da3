package dev.dust.testkit.simulation;

/** The server's rows as they were when a certain op was the last: what a client must have that has applied that much. */
final class Replay {
    private final Records records;
    private NaiveRows rows = new NaiveRows();
    private long seq;

    Replay(Records records) {
        this.records = records;
    }

    /** The rows at {@code wanted}; they are not to be changed. Asking in ascending order is cheap. */
    NaiveRows at(long wanted) {
        if (wanted < seq) {
            rows = new NaiveRows();
            seq = 0;
        }
        while (seq < wanted) {
            rows.commit(records.event(++seq));
        }
        return rows;
    }

    /** What was committed is not what it was. */
    void forget() {
        rows = new NaiveRows();
        seq = 0;
    }
}
