package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.MemoryStore;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One store by itself, in memory: its ledger and its rules, for those who want no server around them. Ops are applied one at a
 * time. Deterministic: the same calls at the same times of the clock give the same results. For one thread at a time.
 */
public final class StoreState {
    private final MemoryStore ledger;
    private final StoreRules rules;

    /** An empty store under the protocol's rules without a limit of keys, whose files are nobody else's. */
    public StoreState(String name, LongSupplier clockMillis) {
        this(name, clockMillis, new Blobs(), StoreRules.UNLIMITED, Dialect.PROTOCOL);
    }

    /**
     * An empty store.
     *
     * @param name        the store's name
     * @param clockMillis the server's clock in Unix milliseconds, which never goes back; see {@link MonotonicClock}
     * @param blobs       where contents of files go
     * @param keyLimit    how many rows there may be
     * @param dialect     whose rules it obeys
     */
    public StoreState(String name, LongSupplier clockMillis, Blobs blobs, int keyLimit, Dialect dialect) {
        this(new MemoryLedger(clockMillis, dialect::changesOf).make(name), new StoreRules(name, blobs, keyLimit, dialect));
    }

    /** The store of a ledger that nobody else writes, and its rules. */
    public StoreState(MemoryStore ledger, StoreRules rules) {
        this.ledger = ledger;
        this.rules = rules;
    }

    /**
     * Applies a push.
     *
     * @param kind     which push it is
     * @param payload  as it was sent
     * @param deviceId the sender's, or null
     * @return what became of it; a refusal is a result and no exception. Where ops are idempotent, a push whose op the history
     *         has already, by device and {@code client_op_id}, takes no effect, and is answered as that op was
     * @throws Crash where the public server crashes; nothing was committed
     */
    public PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId) {
        PushResult result = PushResult.of(ledger.write(List.of(rules.push(kind, payload, deviceId))).getFirst().orThrow());
        rules.committed(kind, result.events());
        return result;
    }

    /**
     * Applies an op that a server committed before, as when a server starts again.
     *
     * @throws IllegalArgumentException if it is not the op that comes next
     */
    public void restore(Event event) {
        ledger.restore(event);
    }

    /** The next piece of what a client has missed that is at {@code lastSeq}; see {@link StoreRules#catchUp}. */
    public CatchUp catchUp(long lastSeq, int maxEvents) {
        return rules.catchUp(ledger, lastSeq, maxEvents);
    }

    /** The rows in place of the history; see {@link StoreRules#rowsInPlace}. */
    public Optional<CatchUp> rowsInPlace(int maxEvents) {
        return rules.rowsInPlace(ledger, ledger.head(), maxEvents);
    }

    /** All that a client has missed that is at {@code lastSeq}. */
    public CatchUp catchUp(long lastSeq) {
        return catchUp(lastSeq, Integer.MAX_VALUE);
    }

    /** Folds the ops up to {@code uptoSeq}, or as far as there are any, into a snapshot and forgets them. */
    public void compact(long uptoSeq) {
        ledger.compact(uptoSeq);
    }

    /** From now on every write is refused with {@code store_archived}. */
    public void archive() {
        ledger.archive();
    }

    /** What a {@code status} push is answered of the store itself. */
    public MapValue status() {
        return rules.status(ledger);
    }

    /** Whether an op that is sent again, by the same device under the same id, takes effect once. */
    public boolean idempotentOps() {
        return rules.rules().areOpsIdempotent();
    }

    /** The store_seq of the last committed op, 0 if there is none. */
    public long storeSeq() {
        return ledger.head().seq();
    }

    /** The compaction point: the store_seq of the snapshot that late clients get, 0 if there is none. */
    public long compactedSeq() {
        return ledger.head().compactedSeq();
    }

    /** The row at {@code key} itself, or null if there is none. */
    public @Nullable StoredRow row(String key) {
        return ledger.row(key);
    }

    /** A copy of the rows, by key, in the order of keys. */
    public SortedMap<String, StoredRow> rows() {
        try (Snapshot now = ledger.snapshot()) {
            return now.toMap();
        }
    }
}
