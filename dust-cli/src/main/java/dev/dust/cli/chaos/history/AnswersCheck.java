package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Answered;
import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.Note.Threw;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everybody who called was answered, and what was said of leases is so. */
final class AnswersCheck {
    /** Far beyond what a client is told to wait for its server, and what it may be halted by. */
    private static final long PATIENCE_MILLIS = 60_000;

    private AnswersCheck() {
    }

    static void check(Run run, Findings findings) {
        for (Life life : run.lives()) {
            life.of(Threw.class).forEach(threw -> findings.add(Rule.ANSWERS,
                    "call " + threw.call() + " of " + life + " failed: " + threw.error()));
            checkAnswered(life, findings);
            checkLeases(run, life, findings);
        }
    }

    private static void checkAnswered(Life life, Findings findings) {
        Map<Long, Answered> answers = life.answers();
        Set<Long> threw = life.of(Threw.class).map(Threw::call).collect(Collectors.toSet());
        long last = life.of(Called.class).mapToLong(Called::atMillis).max().orElse(0);
        life.of(Called.class).filter(call -> !answers.containsKey(call.call()) && !threw.contains(call.call()))
                .filter(call -> life.ended() || last - call.atMillis() > PATIENCE_MILLIS)
                .forEach(call -> findings.add(Rule.ANSWERS,
                        life + " never answered call " + call.call() + ", " + call.op() + " " + call.path()));
    }

    private static void checkLeases(Run run, Life life, Findings findings) {
        Map<Long, Called> calls = life.calls();
        life.of(Answered.class).filter(answer -> answer.ending() == Ending.ACCEPTED).forEach(answer -> {
            Called call = calls.get(answer.call());
            if (call.op().equals("lease")) {
                Committed taken = run.history().at(answer.seq());
                findings.require(
                        taken != null && taken.op().equals("lease") && taken.path().equals(call.path())
                                && life.device().equals(taken.device()),
                        Rule.TRUE_ANSWERS, life + " was given the lease " + answer.seq() + " of " + call.path()
                                + ", and the server committed " + taken);
            }
        });
    }
}
