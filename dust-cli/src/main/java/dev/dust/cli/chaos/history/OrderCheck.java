package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Run.Write;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Writes of one client on paths that overlap took effect in the order in which they were made, unless they commute. */
final class OrderCheck {
    private static final char AFTER_SLASH = '/' + 1;

    private record Effect(Write write, long seq) {
    }

    private final Run run;
    private final Findings findings;
    /** Of the writes before, by path and op: the one that took effect last. */
    private final NavigableMap<String, Map<String, Effect>> before = new TreeMap<>();

    private OrderCheck(Run run, Findings findings) {
        this.run = run;
        this.findings = findings;
    }

    static void check(Run run, Findings findings) {
        var checks = new HashMap<String, OrderCheck>();
        run.writes().forEach(
                write -> checks.computeIfAbsent(write.life().device(), device -> new OrderCheck(run, findings)).check(write));
    }

    private void check(Write write) {
        List<Committed> effects = run.history().named(write.opId());
        if (effects.isEmpty()) {
            return;
        }
        String path = write.called().path();
        before.subMap(path + '/', path + AFTER_SLASH).values().forEach(others -> check(write, effects, others.values()));
        for (String above = path; !above.isEmpty(); above = above.substring(0, Math.max(0, above.lastIndexOf('/')))) {
            check(write, effects, before.getOrDefault(above, Map.of()).values());
        }
        before.computeIfAbsent(path, key -> new HashMap<>()).merge(write.called().op(),
                new Effect(write, effects.getLast().seq()), (one, other) -> one.seq() > other.seq() ? one : other);
    }

    private void check(Write write, List<Committed> effects, Collection<Effect> others) {
        for (Effect other : others) {
            findings.require(other.seq() < effects.getFirst().seq() || other.write().called().commutesWith(write.called()),
                    Rule.ORDER, write + " took effect as " + effects + ", before " + other.write() + ", as " + other.seq());
        }
    }
}
