package dev.dust.cli.chaos.history;

import dev.dust.cache.Keys;
import dev.dust.cli.chaos.history.Run.Write;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Writes of one client on paths that overlap took effect in the order in which they were made, unless they commute. What took
 * effect again, in a history that was gone, did so in order again: the first effects are in order, and the last ones
 * (docs/protocol.md#in-turn).
 */
final class OrderCheck {
    private record Effect(Write write, long seq) {
        Effect later(Effect other) {
            return seq > other.seq ? this : other;
        }
    }

    /** Which write's first effect came last, and which write's last one. */
    private record Latest(Effect first, Effect last) {
        Latest and(Latest other) {
            return new Latest(first.later(other.first), last.later(other.last));
        }
    }

    private final Run run;
    private final Findings findings;
    /** Of the writes before, by path and op. */
    private final NavigableMap<String, Map<String, Latest>> before = new TreeMap<>();

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
        var own = new Latest(new Effect(write, effects.getFirst().seq()), new Effect(write, effects.getLast().seq()));
        String path = write.called().path();
        before.subMap(Keys.subtreeFrom(path), Keys.subtreeTo(path)).values().forEach(others -> check(own, others.values()));
        for (String at = path; at != null; at = Keys.parent(at)) {
            check(own, before.getOrDefault(at, Map.of()).values());
        }
        before.computeIfAbsent(path, key -> new HashMap<>()).merge(write.called().op(), own, Latest::and);
    }

    private void check(Latest own, Collection<Latest> others) {
        for (Latest other : others) {
            check("first", own.first, other.first);
            check("last", own.last, other.last);
        }
    }

    private void check(String which, Effect own, Effect other) {
        findings.require(other.seq < own.seq || other.write.called().commutesWith(own.write.called()), Rule.ORDER,
                own.write + " took effect as " + run.history().named(own.write.opId()) + ", before " + other.write + ", as "
                        + run.history().named(other.write.opId()) + ": by their " + which + " effects");
    }
}
