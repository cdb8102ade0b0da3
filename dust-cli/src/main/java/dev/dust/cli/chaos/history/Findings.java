package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.ArrayList;
import java.util.List;

/** What the checks found. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();

    void add(Rule rule, String what) {
        violations.add(new Violation(rule, what));
    }

    /** Adds it unless {@code holds}. */
    void require(boolean holds, Rule rule, String what) {
        if (!holds) {
            add(rule, what);
        }
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
