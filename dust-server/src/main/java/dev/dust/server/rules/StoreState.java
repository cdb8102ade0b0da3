package dev.dust.server.rules;

import dev.dust.server.file.FileStore;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One store of a server: its rows, its history, and the rules by which ops change them (docs/protocol.md#ops). Ops are applied
 * one at a time, each committed op gets the next store_seq. Deterministic: the same calls at the same times of the clock give
 * the same results. For one thread at a time.
 */
public final class StoreState {
    /** What {@code keyLimit} is where there is no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int RECENT_OPS = 10;

    private final String name;
    private final LongSupplier clockMillis;
    private final Blobs blobs;
    private final int keyLimit;
    private final Rules rules;
    private final Rows rows = new Rows();
    private final OpLog log;
    private boolean archived;

    /** An empty store under the protocol's rules without a limit of keys, whose files are nobody else's. */
    public StoreState(String name, LongSupplier clockMillis) {
        this(name, clockMillis, new Blobs(), UNLIMITED, Dialect.PROTOCOL);
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
        this.name = name;
        this.clockMillis = clockMillis;
        this.blobs = blobs;
        this.keyLimit = keyLimit;
        this.rules = dialect.rules();
        this.log = new OpLog(rules);
    }

    /** Applies a push, and records it nowhere. See {@link #apply(PushKind, MapValue, String, Recorder)}. */
    public PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId) {
        return apply(kind, payload, deviceId, Recorder.NONE);
    }

    /**
     * Applies a push.
     *
     * @param kind     which push it is
     * @param payload  as it was sent
     * @param deviceId the sender's, or null
     * @param recorder is told what will be committed
     * @return what became of it; a refusal is a result and no exception. Where ops are idempotent, a push whose op the history
     *         has already, by device and {@code client_op_id}, takes no effect, and is answered as that op was
     * @throws Crash where the public server crashes; nothing was committed
     */
    public PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId, Recorder recorder) {
        try {
            List<Event> before = rules.areOpsIdempotent()
                    ? log.named(deviceId, Wire.text(payload, "client_op_id"))
                    : List.of();
            if (!before.isEmpty()) {
                return PushResult.unchanged(responseTo(kind, payload, before));
            }
            if (archived) {
                throw Refusal.of("store_archived");
            }
            return switch (kind) {
                case WRITE -> commit(Request.ofWrite(payload, rules), deviceId, recorder, false);
                case PUT_FILE -> putFile(payload, deviceId, recorder);
                case ROLLBACK -> rollback(payload, deviceId, recorder);
            };
        } catch (Refusal refusal) {
            return PushResult.refused(refusal);
        }
    }

    private PushResult commit(Request request, @Nullable String deviceId, Recorder recorder, boolean hasContent) {
        Moment moment = new Moment(rules, rows, log.lastSeq() + 1, clockMillis.getAsLong());
        Preconditions preconditions = Preconditions.of(request, rules);
        Decision decision = request.op().decide(request, moment);
        if (decision.committed() == null) {
            return PushResult.unchanged(Objects.requireNonNull(decision.response(), "response"));
        }
        preconditions.check(request.path().key(), moment);
        Mutation mutation = request.op().mutationOf(rules, rows, request.path().key(), decision.committed());
        int size = mutation.sizeAfter();
        if (size > keyLimit && size > rows.size()) {
            throw Refusal.limitExceeded("keys", rows.size(), keyLimit);
        }
        rules.checkSigned(request.payload(), deviceId);
        Event event = new Event(moment.nextSeq(), request.op().wireName(), request.path().segments(), request.path().key(),
                decision.committed(), deviceId, Wire.text(request.payload(), "client_op_id"));
        event = request.op().isArithmetic() ? event.withSent(Objects.requireNonNull(request.value(), "value")) : event;
        recorder.record(List.of(event));
        mutation.commit(event.storeSeq());
        log.append(event);
        // A reference that was written as a value is answered as a value is.
        boolean isReference = request.op() == ServerOp.PUT_FILE && !hasContent;
        MapValue response = isReference ? Wire.mapOf("store_seq", event.storeSeq()) : responseTo(event);
        return PushResult.committed(response, List.of(event));
    }

    /** What the writer of {@code event} is answered. */
    private static MapValue responseTo(Event event) {
        return switch (event.value()) {
            case LeaseValue lease when ServerOp.ofEvent(event.op()).isLeaseOp() -> Wire.mapOf("store_seq", event.storeSeq(),
                    "token", lease.token(), "expires_at", lease.expiresAtMillis(), "holder", lease.holder());
            case FileRef file when ServerOp.ofEvent(event.op()) == ServerOp.PUT_FILE -> Wire.mapOf("store_seq",
                    event.storeSeq(), "hash", file.hash());
            default -> Wire.mapOf("store_seq", event.storeSeq());
        };
    }

    /** What the sender of a push is answered that became {@code events}, now or before. */
    private static MapValue responseTo(PushKind kind, MapValue payload, List<Event> events) {
        return kind == PushKind.ROLLBACK && isOfWholeStore(payload)
                ? Wire.mapOf("ops_written", events.size())
                : responseTo(events.getLast());
    }

    private PushResult putFile(MapValue payload, @Nullable String deviceId, Recorder recorder) {
        KeyPath path = rules.pathOfFile(payload);
        byte[] content = isByHash(payload) ? null : FileOps.content(payload);
        String hash = content == null ? FileOps.hash(payload) : Sha256.name(content);
        rules.checkFile(payload, !blobs.hasFilesOf(name));
        long size = content == null ? sizeOf(hash) : content.length;
        Value reference = FileOps.reference(payload, hash, size, clockMillis.getAsLong());
        // The message of a file has no preconditions (docs/protocol.md#preconditions): nothing but its name for itself goes on.
        var request = new Request(ServerOp.PUT_FILE, path, reference,
                Wire.mapOf("client_op_id", Wire.text(payload, "client_op_id")));
        PushResult result = commit(request, deviceId, events -> {
            if (content != null) {
                blobs.keep(hash, content);
            }
            recorder.record(events);
        }, true);
        blobs.name(name, hash, FileOps.contentType(payload));
        return result;
    }

    private boolean isByHash(MapValue payload) {
        return rules.areUploadsTaken() && FileOps.isByHash(payload);
    }

    private long sizeOf(String hash) {
        FileStore.Stored stored = blobs.files().find(hash);
        if (stored == null) {
            throw FileOps.notUploaded();
        }
        return stored.size();
    }

    private static boolean isOfWholeStore(MapValue payload) {
        return !Wire.has(payload, "path") && !Wire.has(payload, "path_segments");
    }

    private PushResult rollback(MapValue payload, @Nullable String deviceId, Recorder recorder) {
        KeyPath path = isOfWholeStore(payload) ? null : Request.pathOf(payload);
        long toSeq = rules.rollbackTo(payload, log);
        List<Rollback.Step> steps = path == null
                ? Rollback.ofStore(rules, rows, rules.rowsOfRollback(log, toSeq))
                : Rollback.ofPath(rules, path.key(), rows, log.at(toSeq));
        var events = new ArrayList<Event>();
        for (Rollback.Step step : steps) {
            events.add(new Event(log.lastSeq() + 1 + events.size(), step.op().wireName(),
                    KeyPath.parse(step.key()).segments(), step.key(), step.value(), rules.deviceOfRollback(deviceId),
                    rules.idOfRollback(payload, toSeq, step.key())));
        }
        if (!events.isEmpty()) {
            recorder.record(List.copyOf(events));
        }
        events.forEach(this::restore);
        if (path == null) {
            return PushResult.silent(Wire.mapOf("ops_written", events.size()), events);
        }
        return events.isEmpty()
                ? PushResult.unchanged(Wire.mapOf("store_seq", log.lastSeq(), "noop", true))
                : PushResult.committed(responseTo(events.getLast()), events);
    }

    /**
     * Applies an op that a server committed before, as when a server starts again.
     *
     * @throws IllegalArgumentException if it is not the op that comes next
     */
    public void restore(Event event) {
        log.append(event);
        ServerOp.ofEvent(event.op()).mutationOf(rules, rows, event.path(), event.value()).commit(event.storeSeq());
    }

    /**
     * The next piece of what a client has missed that is at {@code lastSeq}.
     *
     * @param lastSeq   how far the client is; below the compaction point the piece begins with a snapshot
     * @param maxEvents how many events the piece may have, at least 1
     */
    public CatchUp catchUp(long lastSeq, int maxEvents) {
        return rules.catchUp(log, lastSeq, maxEvents);
    }

    /** All that a client has missed that is at {@code lastSeq}. */
    public CatchUp catchUp(long lastSeq) {
        return rules.catchUp(log, lastSeq, Integer.MAX_VALUE);
    }

    /** Folds the ops up to {@code uptoSeq}, or as far as there are any, into a snapshot and forgets them. */
    public void compact(long uptoSeq) {
        log.compact(uptoSeq);
    }

    /** From now on every write is refused with {@code store_archived}. */
    public void archive() {
        archived = true;
    }

    /** Whether the store is archived. */
    public boolean archived() {
        return archived;
    }

    /** What a {@code status} push is answered of the store itself: how far it is, how much it holds, and what was last done. */
    public MapValue status() {
        List<MapValue> recent = log.last(RECENT_OPS).stream().map(event -> Wire.mapOf("store_seq", event.storeSeq(), "op",
                event.op(), "path", event.path(), "device_id", event.deviceId())).toList();
        return Wire.mapOf("current_seq", storeSeq(), "entry_count", rows.size(), "op_count", log.size(), "db_size_bytes", 0,
                "latest_snapshot_seq", compactedSeq() == 0 ? null : compactedSeq(), "recent_ops", recent);
    }

    /** Whether an op that is sent again, by the same device under the same id, takes effect once. */
    public boolean idempotentOps() {
        return rules.areOpsIdempotent();
    }

    /** The store_seq of the last committed op, 0 if there is none. */
    public long storeSeq() {
        return log.lastSeq();
    }

    /** The compaction point: the store_seq of the snapshot that late clients get, 0 if there is none. */
    public long compactedSeq() {
        return log.baseSeq();
    }

    /** Whether a row names the file of that hash. */
    public boolean namesFile(String hash) {
        return rows.all().values().stream()
                .anyMatch(row -> row.value() instanceof FileRef file && file.hash().equals(hash));
    }

    /** The row at {@code key} itself, or null if there is none. */
    public @Nullable StoredRow row(String key) {
        return rows.get(key);
    }

    /** A copy of the rows, by key, in the order of keys. */
    public SortedMap<String, StoredRow> rows() {
        return rows.copy().all();
    }
}
