package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.CounterRead;
import dev.dust.cli.chaos.history.Note.Made;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.HashMap;
import java.util.Map;

/** Counters that only grow, each by one writer: nobody sees one shrink, and its writer sees all of his own. */
final class ReadsCheck {
    private ReadsCheck() {
    }

    static void check(Run run, Findings findings) {
        run.lives().forEach(life -> check(life, run.history().compactions() > 0, findings));
    }

    /**
     * @param mayCountTwice whether a client may not know of a write that it is in the rows already
     */
    private static void check(Life life, boolean mayCountTwice, Findings findings) {
        Map<Long, Called> calls = life.calls();
        String own = Life.counter(life.number());
        var seen = new HashMap<String, Long>();
        long made = 0;
        long seq = 0;
        for (Note note : life.notes()) {
            if (note instanceof Made(long call, String opId) && calls.get(call).path().equals(own)) {
                made++;
            } else if (note instanceof CounterRead read) {
                long before = seen.getOrDefault(read.path(), 0L);
                findings.require(read.count() >= before, Rule.MONOTONIC_READS,
                        life + " read " + read.count() + " at " + read.path() + ", after " + before);
                findings.require(read.seq() >= seq, Rule.MONOTONIC_READS,
                        life + " was at " + read.seq() + " when it read, after it had been at " + seq);
                boolean all = read.count() == made || mayCountTwice && read.count() > made;
                findings.require(!read.path().equals(own) || all, Rule.MONOTONIC_READS, life + " read " + read.count()
                        + " at " + read.path() + ", after it had itself incremented it " + made + " times");
                seen.put(read.path(), read.count());
                seq = read.seq();
            }
        }
    }
}
