package dev.dust.server.rules;

import dev.dust.value.BoolValue;
import dev.dust.value.ListValue;
import dev.dust.value.NullValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A catch-up as the public server makes it. It does not keep what came of an increment, an add or a remove, but works it out
 * again from what the rows were where the client is; and what a {@code set} or a {@code delete} did meanwhile does not enter
 * into that. Other values are turned into {@link NativeTerms}. What cannot be worked out or turned is a crash.
 */
final class HostedCatchUp {
    /** The values that sums and lists go on from, by key. */
    private final Map<String, Value> running = new HashMap<>();
    private final List<Event> made = new ArrayList<>();

    private HostedCatchUp(Rows then) {
        then.all().forEach((key, row) -> running.put(key, row.value()));
    }

    static CatchUp of(OpLog log, long seq, int maxEvents) {
        if (seq > log.lastSeq()) {
            return new CatchUp(Optional.empty(), List.of(), seq, CatchUp.End.COMPLETE);
        }
        CatchUp kept = log.after(seq, maxEvents);
        var catchUp = new HostedCatchUp(log.at(Math.max(seq, log.baseSeq()), HostedRules::isReplayed));
        for (Event event : kept.events()) {
            try {
                catchUp.made.add(event.withValue(catchUp.valueOf(event)));
            } catch (Crash | Refusal crash) {
                return new CatchUp(kept.snapshot(), List.copyOf(catchUp.made), event.storeSeq() - 1, CatchUp.End.CRASH);
            }
        }
        return new CatchUp(kept.snapshot(), List.copyOf(catchUp.made), kept.throughSeq(), kept.end());
    }

    private Value valueOf(Event event) {
        Value before = running.get(event.path());
        return switch (ServerOp.ofEvent(event.op())) {
            case INCREMENT -> keep(event, CounterOps.sum(HostedRules.counterAt(before), event.sent()));
            case ADD -> members(keep(event, MemberOps.with(event.sent(), list(before))));
            case REMOVE -> members(keep(event, MemberOps.without(event.sent(), list(before))));
            default -> NativeTerms.unwrap(event.value());
        };
    }

    private <T extends Value> T keep(Event event, T value) {
        running.put(event.path(), value);
        return value;
    }

    private static List<Value> list(@Nullable Value before) {
        return switch (before) {
            case ListValue list -> list.items();
            case NullValue nothing -> List.of();
            case BoolValue b when !b.value() -> List.of();
            case null -> List.of();
            default -> throw new Crash("a member of what is no list");
        };
    }

    private static Value members(ListValue list) {
        return new ListValue(list.items().stream().map(NativeTerms::unwrap).toList());
    }
}
