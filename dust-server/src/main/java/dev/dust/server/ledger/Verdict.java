package dev.dust.server.ledger;

import dev.dust.value.MapValue;
import java.util.List;

/**
 * How a push is decided.
 *
 * @param ok        whether it is accepted
 * @param response  what its sender is answered
 * @param ops       what it is to be committed as, in order; their numbers are the store's next ones. Empty if it changes
 *                  nothing
 * @param broadcast whether members hear of the ops as they happen
 */
public record Verdict(boolean ok, MapValue response, List<LedgerOp> ops, boolean broadcast) {
    /** Copies the list. */
    public Verdict {
        ops = List.copyOf(ops);
    }

    /** A refusal. */
    public static Verdict refused(MapValue response) {
        return new Verdict(false, response, List.of(), true);
    }

    /** Accepted, and nothing changes. */
    public static Verdict unchanged(MapValue response) {
        return new Verdict(true, response, List.of(), true);
    }

    /** The events of the ops. */
    public List<Event> events() {
        return ops.size() == 1 ? List.of(ops.getFirst().event()) : ops.stream().map(LedgerOp::event).toList();
    }
}
