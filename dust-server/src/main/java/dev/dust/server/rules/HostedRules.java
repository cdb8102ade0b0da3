package dev.dust.server.rules;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the public server does otherwise. Reasons that are no words of the protocol are Elixir terms, as it prints them. */
final class HostedRules extends Rules {
    private static final String ARITHMETIC = "%ArithmeticError{message: \"bad argument in arithmetic expression\"}";
    private static final String UNSIGNED = "%Exqlite.Error{message: \"NOT NULL constraint failed: store_ops.client_op_id\"}";
    private static final int MOST_FILENAME = 255;
    private static final long LAST_MILLIS = 1L << 53;

    HostedRules() {
        super(false);
    }

    // --- Pushes

    /** Any op will do, also that of a file, with a reference for its value. */
    @Override
    ServerOp opOf(MapValue payload) {
        ServerOp op = ServerOp.find(Wire.text(payload, "op"));
        if (op == null || op == ServerOp.PUT_FILE && Wire.map(payload.get("value")) == null) {
            throw Refusal.of("invalid op");
        }
        return op;
    }

    /** {@code path} wins over the segments, and must be there. */
    @Override
    KeyPath pathOfFile(MapValue payload) {
        String path = Wire.text(payload, "path");
        if (path == null) {
            throw new Crash("a put_file without a path");
        }
        return KeyPath.parse(path);
    }

    @Override
    void checkSigned(MapValue payload, @Nullable String deviceId) {
        if (deviceId != null && Wire.text(payload, "client_op_id") == null) {
            throw Refusal.of(UNSIGNED);
        }
    }

    // --- Rows

    /** The database's LIKE ignores case. */
    @Override
    List<String> takenForBelow(Rows rows, String key) {
        String folded = key.toLowerCase(Locale.ROOT) + '/';
        try (Stream<KeyedRow> all = rows.all()) {
            return all.map(KeyedRow::key).filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(folded))
                    .filter(candidate -> !Keys.isBelow(candidate, key)).toList();
        }
    }

    /** Lists are of the type string, and all maps but leases of the type map. */
    @Override
    String typeOf(Value leaf) {
        MapValue map = Wire.map(leaf);
        if (map != null) {
            return Types.LEASE.equals(Wire.text(map, "_type")) ? Types.LEASE : Types.MAP;
        }
        return leaf instanceof ListValue ? Types.STRING : leaf.type();
    }

    @Override
    void checkSet(Request request, Rows rows) {
        if (request.value() instanceof MapValue map && hasEmptyKey(map)) {
            throw new Crash("a map with an empty key");
        }
        String key = request.path().key();
        if (rows.get(key) == null && hasLeafAboveOthers(rows, key)) {
            throw new Crash("a leaf with rows below it, below a path without a row of its own");
        }
    }

    private static boolean hasEmptyKey(MapValue map) {
        return !map.isLeaf() && map.fields().entrySet().stream().anyMatch(field -> field.getKey().isEmpty()
                || field.getValue() instanceof MapValue inner && hasEmptyKey(inner));
    }

    private static boolean hasLeafAboveOthers(Rows rows, String key) {
        try (Stream<KeyedRow> below = rows.below(key)) {
            return below.anyMatch(leaf -> rows.countBelow(leaf.key()) > 0);
        }
    }

    /** A typed map is a map: its keys are merged. */
    @Override
    @Nullable
    MapValue mergeable(@Nullable Value value) {
        return Wire.map(value);
    }

    @Override
    Value counterAt(@Nullable StoredRow row) {
        return counterAt(row == null ? null : row.value());
    }

    /** What an increment goes on from: what Elixir takes for true and is no number stops it. */
    static Value counterAt(@Nullable Value current) {
        return switch (current) {
            case IntValue n -> n;
            case FloatValue n -> n;
            case NullValue nothing -> Value.of(0);
            case BoolValue b when !b.value() -> Value.of(0);
            case null -> Value.of(0);
            default -> throw Refusal.of(ARITHMETIC);
        };
    }

    // --- Preconditions

    @Override
    @Nullable
    Long ifMatch(MapValue payload) {
        Value revision = payload.get("if_match");
        return switch (revision) {
            case null -> null;
            case NullValue nothing -> null;
            case IntValue n -> n.isLong() ? n.longValue() : -1;
            default -> throw Refusal.of("%CaseClauseError{term: " + revision + "}");
        };
    }

    @Override
    boolean ifAbsent(MapValue payload) {
        return payload.get("if_absent") instanceof BoolValue ifAbsent && ifAbsent.value();
    }

    /** One that is malformed counts for none, and so does one on a lease op. */
    @Override
    Preconditions.@Nullable Fence fence(ServerOp op, MapValue payload) {
        MapValue fence = Wire.map(payload.get("fence"));
        String key = fence == null ? null : Wire.text(fence, "key");
        return fence != null && key != null && fence.get("token") instanceof IntValue token && token.isLong() && !op.isLeaseOp()
                ? new Preconditions.Fence(key, token.longValue())
                : null;
    }

    @Override
    Refusal conflict(@Nullable StoredRow row) {
        return Refusal.of("conflict");
    }

    // --- Leases

    @Override
    Long leaseToken(MapValue payload) {
        if (payload.get("token") instanceof IntValue token && token.isLong()) {
            return token.longValue();
        }
        throw Refusal.of(":invalid_lease_op");
    }

    /** Any number will do: a lease that has expired when it is taken, too. */
    @Override
    long ttlMillis(Value ttlMillis, long nowMillis) {
        double ttl = switch (ttlMillis) {
            case IntValue n -> n.bigValue().doubleValue();
            case FloatValue(double d) -> Math.floor(d);
            default -> throw Refusal.of(ARITHMETIC);
        };
        return (long) Math.clamp(ttl, (double) -nowMillis, (double) (LAST_MILLIS - nowMillis));
    }

    // --- Files

    @Override
    void checkFile(MapValue payload, boolean first) {
        String filename = Wire.text(payload, "filename");
        if (filename != null && filename.codePointCount(0, filename.length()) > MOST_FILENAME) {
            throw new Crash("a file name of more than " + MOST_FILENAME + " characters");
        }
        if (filename != null && filename.indexOf('\0') >= 0) {
            throw new Crash("a file name with U+0000");
        }
        if (!first) {
            throw new Crash("the second file of a store");
        }
    }

    // --- Rollbacks

    @Override
    long rollbackTo(MapValue payload, StoreView store) {
        if (!(payload.get("to_seq") instanceof IntValue toSeq) || !toSeq.isLong()) {
            throw new Crash("a rollback without to_seq");
        }
        if (store.seq() == 0) {
            throw Refusal.of("no_ops");
        }
        if (toSeq.longValue() < Math.max(1, store.compactedSeq())) {
            throw Refusal.of("beyond_retention");
        }
        return Math.min(toSeq.longValue(), store.seq());
    }

    /** The ops of files and leases do not count, so that a rollback deletes both. */
    @Override
    Rollback.Goal goalOfRollback(StoreView store, long toSeq) {
        List<Event> ops = store.opsAfter(store.compactedSeq());
        OverlaidRows then = replayed(store.rowsAt(store.compactedSeq()),
                ops.subList(0, (int) (toSeq - store.compactedSeq())));
        var differing = new Differing(areRollbacksBounded());
        try (Stream<KeyedRow> now = store.rows().all(); Stream<KeyedRow> old = then.all()) {
            old.forEach(row -> differing.put(row.key(), row.row()));
            now.forEach(row -> differing.put(row.key(), null));
        }
        return new Rollback.Goal(then, differing);
    }

    @Override
    boolean areRollbacksBounded() {
        return false;
    }

    /** Leases as anything else. */
    @Override
    boolean rollsBack(Value value) {
        return true;
    }

    /** {@code rows} after {@code ops}, as if there were none of files and leases. */
    OverlaidRows replayed(Rows rows, List<Event> ops) {
        var replayed = new OverlaidRows(rows);
        for (Event event : ops) {
            ServerOp op = ServerOp.ofEvent(event.op());
            if (op != ServerOp.PUT_FILE && !op.isLeaseOp()) {
                replayed.apply(changesOf(event, replayed));
            }
        }
        return replayed;
    }

    @Override
    @Nullable
    String deviceOfRollback(@Nullable String deviceId) {
        return "system:rollback";
    }

    @Override
    String idOfRollback(MapValue payload, long toSeq, String key) {
        return "rollback:" + toSeq + ":" + key;
    }

    // --- Catch-up

    @Override
    CatchUp catchUp(StoreLedger ledger, long seq, int maxEvents) {
        return HostedCatchUp.of(this, ledger, seq, maxEvents);
    }
}
