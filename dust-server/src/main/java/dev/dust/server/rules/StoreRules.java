package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one store (docs/protocol.md#writes), whatever ledger it is in: what becomes of a push, what a client has missed,
 * what a store says of itself. Safe for every thread.
 */
public final class StoreRules {
    /** What {@code keyLimit} is where there is no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int RECENT_OPS = 10;

    private final String store;
    private final Blobs blobs;
    private final int keyLimit;
    private final Rules rules;
    private final RowsInPlace inPlace;

    /**
     * The rules of a store.
     *
     * @param store    its name
     * @param blobs    where contents of files go
     * @param keyLimit how many rows there may be
     * @param dialect  whose rules it obeys
     */
    public StoreRules(String store, Blobs blobs, int keyLimit, Dialect dialect) {
        this.store = store;
        this.blobs = blobs;
        this.keyLimit = keyLimit;
        this.rules = dialect.rules();
        this.inPlace = new RowsInPlace(rules);
    }

    String store() {
        return store;
    }

    Blobs blobs() {
        return blobs;
    }

    int keyLimit() {
        return keyLimit;
    }

    Rules rules() {
        return rules;
    }

    /**
     * A push, to be decided by the ledger. A refusal is a verdict and no exception; deciding throws {@link Crash} where the
     * public server crashes. Where ops are idempotent, it bears the id of the device and of {@code client_op_id}.
     *
     * @param kind     which push it is
     * @param payload  as it was sent
     * @param deviceId the sender's, or null
     */
    public Push push(PushKind kind, MapValue payload, @Nullable String deviceId) {
        return new StorePush(this, kind, payload, deviceId, null, null);
    }

    /**
     * The same for a ledger that others have, too: the content of a file is kept now, and not while others wait for the store.
     * If the push is refused then, nothing names the content.
     *
     * @param membership of the sender, by which it is refused once that was taken over; null if there is none
     * @throws Refusal if it cannot be kept
     */
    public Push readyPush(PushKind kind, MapValue payload, @Nullable String deviceId,
            @Nullable MembershipId membership) {
        return new StorePush(this, kind, payload, deviceId, membership, StorePush.ready(this, kind, payload));
    }

    /** Notes what a push has committed, beside the ledger: which files the store has. */
    public void committed(PushKind kind, List<Event> events) {
        if (kind == PushKind.PUT_FILE) {
            events.forEach(event -> blobs.restore(store, event));
        }
    }

    /**
     * The next piece of what a client has missed that is at {@code lastSeq}.
     *
     * @param lastSeq   how far the client is; below the compaction point the piece begins with a snapshot
     * @param maxEvents how many events the piece may have, at least 1
     */
    public CatchUp catchUp(StoreLedger ledger, long lastSeq, int maxEvents) {
        return rules.catchUp(ledger, lastSeq, maxEvents);
    }

    /**
     * The rows of now in place of the history, for a client that has nothing: where they are clearly less than that, and light
     * enough for one frame. Empty where they are not.
     *
     * @param head      what the store was just now
     * @param maxEvents as for {@link #catchUp}; so much of a history is always sent as it is
     */
    public Optional<CatchUp> rowsInPlace(StoreLedger ledger, Head head, int maxEvents) {
        return inPlace.of(ledger, head, maxEvents);
    }

    /** What a {@code status} push is answered of the store itself: how far it is, how much it holds, and what was last done. */
    public MapValue status(StoreLedger ledger) {
        Head head = ledger.head();
        List<MapValue> recent = ledger.last(RECENT_OPS).stream().map(event -> Wire.mapOf("store_seq", event.storeSeq(), "op",
                event.op(), "path", event.path(), "device_id", event.deviceId())).toList();
        return Wire.mapOf("current_seq", head.seq(), "entry_count", head.rows(), "op_count", head.seq() - head.compactedSeq(),
                "db_size_bytes", 0, "latest_snapshot_seq", head.compactedSeq() == 0 ? null : head.compactedSeq(), "recent_ops",
                recent);
    }

    /** Whether a row names the file of that hash. */
    public static boolean namesFile(StoreLedger ledger, String hash) {
        try (Snapshot now = ledger.snapshot(); Stream<KeyedRow> rows = now.rows()) {
            return rows.anyMatch(row -> row.row().value() instanceof FileRef file && file.hash().equals(hash));
        }
    }
}
