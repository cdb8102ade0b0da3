package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Heard;
import dev.dust.cli.chaos.history.Note.Replaced;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.Objects;

/** What a subscription to everything heard is the history: from where it began, to the end if the client lived so long. */
final class HeardCheck {
    private HeardCheck() {
    }

    static void check(Run run, Findings findings) {
        run.lives().forEach(life -> check(run.history(), life, findings));
    }

    private static void check(ServerHistory history, Life life, Findings findings) {
        // A cache that outlives its process begins where that was.
        long last = life.isDurable() ? -1 : 0;
        for (Note note : life.notes()) {
            switch (note) {
                case Replaced(long seq) -> {
                    findings.require(seq > last, Rule.HEARD_ORDER,
                            life + " heard that all was replaced as of " + seq + ", after " + last);
                    last = seq;
                }
                case Heard event -> {
                    // No text where all is well: there are millions of these.
                    if (last >= 0 && event.seq() != last + 1) {
                        findings.add(Rule.HEARD_ORDER, life + " heard of " + event.seq() + " after " + last);
                    }
                    checkContent(history, life, event, findings);
                    last = event.seq();
                }
                default -> {
                    // Nothing that a subscription heard.
                }
            }
        }
        findings.require(!life.ended() || last == history.lastSeq() || last < 0, Rule.HEARD_ORDER,
                life + " heard of nothing after " + last + ", and the server's last is " + history.lastSeq());
    }

    private static void checkContent(ServerHistory history, Life life, Heard event, Findings findings) {
        Committed committed = history.at(event.seq());
        boolean same = committed != null && committed.op().equals(event.op()) && committed.path().equals(event.path())
                && committed.value().equals(event.value()) && Objects.equals(committed.opId(), event.opId());
        if (!same) {
            findings.add(Rule.HEARD_ORDER, life + " heard " + event + ", and the server committed " + committed);
        }
    }
}
