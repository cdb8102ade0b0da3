package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Violation.Rule;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;

/** The history itself: every op is what its writer wanted of the rows that it met, and the conditions held. */
final class HistoryCheck {
    /** As far as the server's clock may be off when it starts again. */
    private static final long RESTART_MILLIS = 20;
    /** As far as the clocks of processes on one machine may be apart: the server's goes its own way between its starts. */
    private static final long CLOCKS_MILLIS = 250;

    private final Run run;
    private final Findings findings;
    private final Rows rows = new Rows();
    /** When the op that is looked at was committed, at the earliest. */
    private long notBefore = Long.MIN_VALUE;

    private HistoryCheck(Run run, Findings findings) {
        this.run = run;
        this.findings = findings;
    }

    static void check(Run run, Findings findings) {
        new HistoryCheck(run, findings).check();
    }

    private void check() {
        long last = 0;
        for (Committed event : run.history().events()) {
            findings.require(event.seq() == last + 1, Rule.WHOLE_HISTORY, "the server has " + event + " after " + last);
            last = event.seq();
            if (Note.LEASE_OPS.contains(event.op())) {
                checkLease(event);
            } else if (run.write(event.opId()) != null) {
                checkWrite(run.write(event.opId()).called(), event);
            }
            rows.apply(event);
        }
    }

    private void checkWrite(Called called, Committed event) {
        boolean isThatCall = event.op().equals(called.op()) && event.path().equals(called.path());
        findings.require(isThatCall, Rule.ARITHMETIC, event + " came of " + called);
        if (!isThatCall) {
            return;
        }
        notBefore = Math.max(notBefore, called.atMillis());
        Value expected = rows.committed(called.op(), called.path(), called.operand());
        findings.require(event.value().equals(expected), Rule.ARITHMETIC,
                event + " of " + called.operand() + " should have committed " + expected);
        checkCondition(called.condition(), event);
    }

    private void checkCondition(Condition condition, Committed event) {
        Row row = rows.get(event.path());
        if (condition.ifAbsent()) {
            findings.require(row == null, Rule.CONDITIONS, event + " was to be where nothing is, and met " + row);
        }
        if (condition.ifMatch() > 0) {
            findings.require(row != null && row.revision() == condition.ifMatch(), Rule.CONDITIONS,
                    event + " was to replace revision " + condition.ifMatch() + ", and met " + row);
        }
        if (condition.fenceKey() != null) {
            checkFence(condition, event);
        }
    }

    private void checkFence(Condition condition, Committed event) {
        LeaseValue lease = lease(condition.fenceKey());
        boolean held = lease != null && lease.token() == condition.fenceToken();
        findings.require(held, Rule.FENCES, event + " was fenced by the lease " + condition.fenceToken() + " of "
                + condition.fenceKey() + ", and met " + rows.get(condition.fenceKey()));
        findings.require(!held || notBefore <= lease.expiresAt() + CLOCKS_MILLIS, Rule.FENCES,
                event + " was fenced by the lease " + condition.fenceToken() + " of " + condition.fenceKey()
                        + ", which had ended before, at " + (held ? lease.expiresAt() : 0) + ": it was " + notBefore);
    }

    private LeaseValue lease(String key) {
        Row row = rows.get(key);
        return row != null && row.value() instanceof LeaseValue lease ? lease : null;
    }

    private void checkLease(Committed event) {
        LeaseValue before = lease(event.path());
        if (event.op().equals("release")) {
            findings.require(before != null && isByHolder(event, before), Rule.ONE_HOLDER,
                    event + " released what somebody else holds: " + before);
            return;
        }
        var lease = (LeaseValue) event.value();
        long at = lease.expiresAt() - run.leaseMillis();
        notBefore = Math.max(notBefore, at - CLOCKS_MILLIS);
        if (event.op().equals("renew")) {
            findings.require(before != null && before.token() == lease.token() && isByHolder(event, before)
                    && at < before.expiresAt() + RESTART_MILLIS, Rule.ONE_HOLDER,
                    event + " renewed, at " + at + ", what its writer does not hold: " + before);
            return;
        }
        findings.require(rows.get(event.path()) == null || before != null && at >= before.expiresAt() - RESTART_MILLIS,
                Rule.ONE_HOLDER, event + " took, at " + at + ", what somebody else holds: " + rows.get(event.path()));
        findings.require(lease.token() == event.seq(), Rule.ONE_HOLDER, event + " took a lease with another token");
    }

    /** Who took it has it, whoever that is. */
    private boolean isByHolder(Committed event, LeaseValue lease) {
        Committed taken = run.history().at(lease.token());
        return taken != null && event.device() != null && event.device().equals(taken.device());
    }
}
