package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.value.BoolValue;
import dev.dust.value.ListValue;
import dev.dust.value.NullValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A catch-up as the public server makes it. It does not keep what came of an increment, an add or a remove, but works it out
 * again from what the rows were where the client is; and what a {@code set} or a {@code delete} did meanwhile does not enter
 * into that. Other values are turned into {@link NativeTerms}. What cannot be worked out or turned is a crash.
 */
final class HostedCatchUp {
    /** How many ops are read at once. */
    private static final int PIECE = 1_000;

    /** The values that sums and lists go on from, by key. */
    private final Map<String, Value> running = new HashMap<>();
    private final List<Event> made = new ArrayList<>();

    private HostedCatchUp(Rows then) {
        try (Stream<KeyedRow> all = then.all()) {
            all.forEach(row -> running.put(row.key(), row.row().value()));
        }
    }

    static CatchUp of(HostedRules rules, StoreLedger ledger, long seq, int maxEvents) {
        Head head = ledger.head();
        if (seq > head.seq()) {
            return new CatchUp(Optional.empty(), List.of(), seq, CatchUp.End.COMPLETE);
        }
        CatchUp kept = CatchUp.of(rules, ledger, seq, maxEvents);
        var catchUp = new HostedCatchUp(rowsAt(rules, ledger, head.compactedSeq(), Math.max(seq, head.compactedSeq())));
        for (Event event : kept.events()) {
            try {
                catchUp.made.add(event.withValue(catchUp.valueOf(event)));
            } catch (Crash | Refusal crash) {
                return new CatchUp(kept.snapshot(), List.copyOf(catchUp.made), event.storeSeq() - 1, CatchUp.End.CRASH);
            }
        }
        return new CatchUp(kept.snapshot(), List.copyOf(catchUp.made), kept.throughSeq(), kept.end());
    }

    private static Rows rowsAt(HostedRules rules, StoreLedger ledger, long compactedSeq, long seq) {
        List<Event> ops = between(ledger, compactedSeq, seq);
        try (Snapshot snapshot = ledger.snapshotAt(compactedSeq); Stream<KeyedRow> rows = snapshot.rows()) {
            return rules.replayed(OverlaidRows.of(rows), ops);
        }
    }

    private static List<Event> between(StoreLedger ledger, long after, long through) {
        var ops = new ArrayList<Event>();
        boolean more = after < through;
        while (more) {
            long from = after + ops.size();
            List<Event> piece = ledger.after(from, (int) Math.min(PIECE, through - from)).events();
            ops.addAll(piece);
            more = !piece.isEmpty() && from + piece.size() < through;
        }
        return ops;
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
