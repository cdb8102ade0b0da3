package dev.dust.cli.chaos.history;

import java.util.List;
import java.util.function.BiConsumer;

/** Proves that a run kept every rule, or says which one it broke, and where. */
public final class Checker {
    private static final List<BiConsumer<Run, Findings>> CHECKS = List.of(HistoryCheck::check, EffectsCheck::check,
            AnswersCheck::check, OrderCheck::check, HeardCheck::check, ReadsCheck::check, MirrorsCheck::check);

    private Checker() {
    }

    /** All that is wrong; empty if nothing is. */
    public static List<Violation> check(Run run) {
        var findings = new Findings();
        CHECKS.forEach(check -> check.accept(run, findings));
        return findings.violations();
    }
}
