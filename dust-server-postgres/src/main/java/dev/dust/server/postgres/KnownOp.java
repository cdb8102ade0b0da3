package dev.dust.server.postgres;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.OpId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An op of a push, as it was found by what names the push.
 *
 * @param ordinal which of the push's ops it is, from 0
 */
record KnownOp(Event event, int ordinal) {
    /** Both indexes of ops begin with the store; this order is that of one of them alone. */
    static final String OF_PUSHES = "select " + Stored.OP_COLUMNS + ", r.ordinal from unnest(?) as w(hash)"
            + " cross join lateral (select o.* from $ops o where o.store_id = ? and o.push >= w.hash and o.push <= w.hash"
            + " order by o.push offset 0) r";

    static Parameter ids(Collection<OpId> ids) {
        return Parameter.bytes(ids, Stored::push);
    }

    static KnownOp of(ResultSet found) throws SQLException {
        return new KnownOp(Stored.event(found), found.getInt(8));
    }

    /**
     * Ops of a push are known as long as all of them are there, which may be longer than the history. One whose first ops are
     * gone is forgotten; what is left of it may stand before the ops that it has become again.
     */
    static Map<OpId, List<Event>> byPush(List<KnownOp> ops) {
        var named = new HashMap<OpId, List<Event>>();
        ops.stream().sorted(Comparator.comparingLong(op -> op.event.storeSeq())).forEach(op -> {
            OpId id = Objects.requireNonNull(op.event.opId(), "opId");
            if (op.ordinal == 0) {
                named.put(id, new ArrayList<>(List.of(op.event)));
            } else if (named.containsKey(id)) {
                named.get(id).add(op.event);
            }
        });
        return named;
    }
}
