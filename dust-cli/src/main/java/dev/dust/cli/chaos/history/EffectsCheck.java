package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Called;
import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.Note.Made;
import dev.dust.cli.chaos.history.Note.Threw;
import dev.dust.cli.chaos.history.Run.Write;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of every write: exactly once, at most once, or twice where that was said. */
final class EffectsCheck {
    private final Run run;
    private final Findings findings;

    private EffectsCheck(Run run, Findings findings) {
        this.run = run;
        this.findings = findings;
    }

    static void check(Run run, Findings findings) {
        var check = new EffectsCheck(run, findings);
        run.writes().forEach(check::checkWrite);
        check.checkAuthors();
    }

    private void checkWrite(Write write) {
        List<Committed> effects = run.history().named(write.opId());
        checkOnce(write, effects);
        Ending ending = write.answer() == null ? Ending.UNKNOWN : write.answer().ending();
        switch (ending) {
            case ACCEPTED -> checkAccepted(write, effects);
            case REFUSED -> checkRefused(write, effects);
            case UNKNOWN -> findings.require(!effects.isEmpty() || mayBeLost(write), Rule.NO_LOST_WRITE,
                    write + " never took effect");
        }
    }

    private void checkOnce(Write write, List<Committed> effects) {
        if (effects.size() < 2) {
            return;
        }
        boolean couldNotKnow = true;
        for (int i = 1; i < effects.size(); i++) {
            couldNotKnow &= run.history().hadForgotten(effects.get(i - 1), effects.get(i).seq());
        }
        findings.require(couldNotKnow && run.wasSaid(write, effects.getLast()), Rule.NO_DOUBLED_WRITE,
                write + " took effect " + effects.size() + " times, as " + effects
                        + (couldNotKnow ? ", and nobody was told" : ", which the server had not forgotten"));
    }

    private void checkAccepted(Write write, List<Committed> effects) {
        long seq = Objects.requireNonNull(write.answer(), "answer").seq();
        findings.require(!effects.isEmpty(), Rule.NO_LOST_WRITE, write + " was accepted as " + seq + ", and took no effect");
        findings.require(effects.isEmpty() || seq == 0 || effects.stream().anyMatch(effect -> effect.seq() == seq),
                Rule.TRUE_ANSWERS, write + " was accepted as " + seq + ", and took effect as " + effects);
    }

    private void checkRefused(Write write, List<Committed> effects) {
        findings.require(!write.called().condition().isNone(), Rule.TRUE_ANSWERS,
                write + " was refused (" + Objects.requireNonNull(write.answer(), "answer").reason()
                        + "), for which there is no reason");
        if (!effects.isEmpty()) {
            boolean couldNotKnow = run.history().hadForgotten(effects.getLast(), Long.MAX_VALUE)
                    && run.wasSaidOfRefusal(write);
            findings.require(couldNotKnow, Rule.TRUE_ANSWERS,
                    write + " was refused (" + Objects.requireNonNull(write.answer(), "answer").reason()
                            + "), and took effect as " + effects);
        }
    }

    /** One with a condition may have been refused when nobody was there to hear it. */
    private static boolean mayBeLost(Write write) {
        return !write.called().condition().isNone() || !write.life().isDurable() && !write.life().ended();
    }

    /**
     * Each op of the history was made by somebody: a call in whose middle a process was killed is known by what it was to do.
     */
    private void checkAuthors() {
        Map<String, Long> callsInTheMiddle = run.lives().stream().flatMap(life -> inTheMiddle(life).stream()
                .map(call -> author(life.device(), call.op(), call.path())))
                .collect(Collectors.groupingBy(author -> author, HashMap::new, Collectors.counting()));
        Map<String, Long> leaseCalls = run.lives().stream()
                .flatMap(life -> life.of(Called.class).filter(Called::isLeaseOp)
                        .map(call -> author(life.device(), call.op(), call.path())))
                .collect(Collectors.groupingBy(author -> author, HashMap::new, Collectors.counting()));
        for (Committed event : run.history().events()) {
            Write write = run.write(event.opId());
            if (write != null) {
                String device = write.life().device();
                findings.require(Objects.equals(device, event.device()), Rule.WHOLE_HISTORY, event + " was made by " + device);
                continue;
            }
            Map<String, Long> calls = Note.LEASE_OPS.contains(event.op()) ? leaseCalls : callsInTheMiddle;
            long left = calls.merge(author(event.device(), event.op(), event.path()), -1L, Long::sum);
            findings.require(left >= 0, Rule.WHOLE_HISTORY, "nobody made " + event);
        }
    }

    private static String author(@Nullable String device, String op, String path) {
        return device + ' ' + op + ' ' + path;
    }

    /** The calls of a process that neither returned nor failed. */
    private static List<Called> inTheMiddle(Life life) {
        Set<Long> over = life.of(Made.class).map(Made::call).collect(Collectors.toSet());
        life.of(Threw.class).map(Threw::call).forEach(over::add);
        return new ArrayList<>(life.of(Called.class).filter(call -> !call.isLeaseOp() && !over.contains(call.call())).toList());
    }
}
