package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules in which servers differ, as the protocol has them. {@link HostedRules} overrides what the public server does
 * otherwise; what no server does otherwise stands with the ops themselves. Stateless.
 */
class Rules {
    /** The last integer that every client can read, by way of a float64. */
    private static final long LAST_MILLIS = 1L << 53;

    private final boolean idempotentOps;

    /**
     * The protocol's rules.
     *
     * @param idempotentOps whether an op that is sent again under its id takes effect once
     */
    Rules(boolean idempotentOps) {
        this.idempotentOps = idempotentOps;
    }

    // --- Pushes

    /** The op that a {@code write} push names; refuses with {@code invalid op}. */
    ServerOp opOf(MapValue payload) {
        ServerOp op = ServerOp.find(Wire.text(payload, "op"));
        // A file comes with a push of its own.
        if (op == null || op == ServerOp.PUT_FILE) {
            throw Refusal.of("invalid op");
        }
        return op;
    }

    /** The path of a {@code put_file} push. */
    KeyPath pathOfFile(MapValue payload) {
        return Request.pathOf(payload);
    }

    /** Refuses a push that does not say who wrote it, where that is needed; {@code deviceId} is null for those from within. */
    void checkSigned(MapValue payload, @Nullable String deviceId) {
        // The protocol does without.
    }

    /** Whether an op that is sent again under its id takes effect once. */
    final boolean areOpsIdempotent() {
        return idempotentOps;
    }

    /** Whether a snapshot tells each row's own revision, without which nobody can compare and swap what came with it. */
    final boolean tellsRevisions() {
        return idempotentOps;
    }

    // --- Rows

    /** The keys of rows that an op takes for rows below {@code key}, and that are not below it. */
    List<String> takenForBelow(Rows rows, String key) {
        return List.of();
    }

    /** The type of a row that {@code set} or {@code merge} writes. */
    String typeOf(Value leaf) {
        return leaf.type();
    }

    /** Stops a {@code set} that cannot be done. */
    void checkSet(Request request, Rows rows) {
        // Each can be done.
    }

    /** The keys that {@code merge} is to write, or null if {@code value} has none. */
    @Nullable
    MapValue mergeable(@Nullable Value value) {
        return value instanceof MapValue map && !map.isLeaf() ? map : null;
    }

    /** The number that {@code increment} goes on from where {@code row} is; it may be null. */
    Value counterAt(@Nullable StoredRow row) {
        return row != null && isNumber(row.value()) ? row.value() : Value.of(0);
    }

    static boolean isNumber(@Nullable Value value) {
        return value instanceof IntValue || value instanceof FloatValue;
    }

    /** What a committed op did to {@code rows}, as they were before it. */
    final RowChanges changesOf(Event event, Rows rows) {
        return ServerOp.ofEvent(event.op()).mutationOf(this, rows, event.storeSeq(), event.path(), event.value()).changes();
    }

    // --- Preconditions

    /** The revision that {@code if_match} names, or null if it is not there. */
    @Nullable
    Long ifMatch(MapValue payload) {
        if (!Wire.has(payload, "if_match")) {
            return null;
        }
        Long revision = Wire.integer(payload.get("if_match"));
        if (revision == null || revision < 1) {
            throw Refusal.of("invalid_precondition");
        }
        return revision;
    }

    boolean ifAbsent(MapValue payload) {
        if (!Wire.has(payload, "if_absent")) {
            return false;
        }
        if (!(payload.get("if_absent") instanceof BoolValue ifAbsent)) {
            throw Refusal.of("invalid_precondition");
        }
        return ifAbsent.value();
    }

    /** The fence of a write, or null if there is none. */
    Preconditions.@Nullable Fence fence(ServerOp op, MapValue payload) {
        if (!Wire.has(payload, "fence")) {
            return null;
        }
        MapValue fence = Wire.map(payload.get("fence"));
        String key = fence == null ? null : Wire.text(fence, "key");
        Long token = fence == null ? null : Wire.integer(fence.get("token"));
        if (key == null || token == null || op.isLeaseOp()) {
            throw Refusal.of("invalid_precondition");
        }
        return new Preconditions.Fence(key, token);
    }

    /** The refusal where {@code if_match} does not hold; {@code row} is what stands there, or null. */
    Refusal conflict(@Nullable StoredRow row) {
        return Refusal.of("conflict", row == null ? Map.of() : Map.of("current_revision", row.revision()));
    }

    // --- Leases

    /** The token of {@code renew} or {@code release}, or null if it names none. */
    @Nullable
    Long leaseToken(MapValue payload) {
        return Wire.integer(payload.get("token"));
    }

    /** How long {@code ttl_ms}, which is there, lets a lease last. */
    long ttlMillis(Value ttlMillis, long nowMillis) {
        Long ttl = Wire.integer(ttlMillis);
        if (ttl == null || ttl < 1 || ttl > LAST_MILLIS - nowMillis) {
            throw Refusal.of("invalid_ttl");
        }
        return ttl;
    }

    // --- Files

    /** Whether a {@code put_file} may name a content that was uploaded before. */
    final boolean areUploadsTaken() {
        return idempotentOps;
    }

    /** Stops a {@code put_file} that cannot be done; {@code first} is whether the store has had no file before. */
    void checkFile(MapValue payload, boolean first) {
        // Each can be done.
    }

    // --- Rollbacks

    /** The seq that a rollback goes back to, within the history of {@code store}. */
    long rollbackTo(MapValue payload, StoreView store) {
        Long toSeq = Wire.integer(payload.get("to_seq"));
        if (toSeq == null || toSeq < store.compactedSeq() || toSeq > store.seq()) {
            throw Refusal.of("invalid_to_seq", "message",
                    "to_seq must lie between " + store.compactedSeq() + " and " + store.seq());
        }
        return toSeq;
    }

    /** What a rollback of the whole store brings back. */
    Rollback.Goal goalOfRollback(StoreView store, long toSeq) {
        return new Rollback.Goal(store.rowsAt(toSeq), Differing.since(this, store, toSeq, null));
    }

    /**
     * Whether a rollback brings back, and takes away, rows of that value. Leases are about now: one of then holds nothing any
     * more, and one of now is somebody's.
     */
    boolean rollsBack(Value value) {
        return !(value instanceof LeaseValue);
    }

    /** Whether a rollback that is too large is refused. */
    boolean areRollbacksBounded() {
        return true;
    }

    /** Who wrote the ops of a rollback, if {@code deviceId} asked for it. */
    @Nullable
    String deviceOfRollback(@Nullable String deviceId) {
        return deviceId;
    }

    /** The id of an op of a rollback. */
    @Nullable
    String idOfRollback(MapValue payload, long toSeq, String key) {
        return Wire.text(payload, "client_op_id");
    }

    // --- Catch-up

    /** The next piece of what a client has missed that is at {@code seq}. */
    CatchUp catchUp(StoreLedger ledger, long seq, int maxEvents) {
        return CatchUp.of(this, ledger, seq, maxEvents);
    }
}
