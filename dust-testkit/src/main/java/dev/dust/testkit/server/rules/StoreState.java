package dev.dust.testkit.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;

/**
 * One store of a server: its rows, its history, and the rules by which ops change them (PROTOCOL 5). Ops are applied one at a
 * time, each committed op gets the next store_seq. Deterministic: the same calls at the same times of the clock give the same
 * results. For one thread at a time.
 */
public final class StoreState {
    /** What {@code keyLimit} is where there is no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final String name;
    private final LongSupplier clockMillis;
    private final Blobs blobs;
    private final int keyLimit;
    private final Rows rows = new Rows();
    private final OpLog log = new OpLog();
    private boolean archived;

    /** An empty store without a limit of keys, whose files are nobody else's. */
    public StoreState(String name, LongSupplier clockMillis) {
        this(name, clockMillis, new Blobs(), UNLIMITED);
    }

    /**
     * An empty store.
     *
     * @param name        the store's name
     * @param clockMillis the server's clock in Unix milliseconds, which never goes back; see {@link MonotonicClock}
     * @param blobs       where contents of files go
     * @param keyLimit    how many rows there may be
     */
    public StoreState(String name, LongSupplier clockMillis, Blobs blobs, int keyLimit) {
        this.name = name;
        this.clockMillis = clockMillis;
        this.blobs = blobs;
        this.keyLimit = keyLimit;
    }

    /**
     * Applies a push.
     *
     * @param kind     which push it is
     * @param payload  as it was sent
     * @param deviceId the sender's, or null
     * @return what became of it; a refusal is an outcome and no exception
     */
    public Outcome apply(PushKind kind, MapValue payload, String deviceId) {
        try {
            if (archived) {
                throw Refusal.of("store_archived");
            }
            return switch (kind) {
                case WRITE -> commit(Request.ofWrite(payload), deviceId);
                case PUT_FILE -> putFile(payload, deviceId);
                case ROLLBACK -> rollback(payload, deviceId);
            };
        } catch (Refusal refusal) {
            return Outcome.refused(refusal);
        }
    }

    private Outcome commit(Request request, String deviceId) {
        Moment moment = new Moment(rows, log.lastSeq() + 1, clockMillis.getAsLong());
        Preconditions preconditions = Preconditions.of(request);
        Decision decision = request.op().decide(request, moment);
        if (decision.committed() == null) {
            return Outcome.unchanged(decision.response());
        }
        preconditions.check(request.path().key(), moment);
        Change change = request.op().changeOf(rows, request.path().key(), decision.committed());
        int size = change.sizeAfter();
        if (size > keyLimit && size > rows.size()) {
            throw Refusal.limitExceeded("keys", rows.size(), keyLimit);
        }
        Event event = new Event(moment.nextSeq(), request.op().wireName(), request.path().segments(), request.path().key(),
                decision.committed(), deviceId, Wire.text(request.payload(), "client_op_id"));
        change.commit(event.storeSeq());
        log.append(event);
        var response = new LinkedHashMap<String, Value>();
        response.put("store_seq", Value.of(event.storeSeq()));
        response.putAll(decision.response().fields());
        return Outcome.committed(MapValue.envelope(response), List.of(event));
    }

    private Outcome putFile(MapValue payload, String deviceId) {
        KeyPath path = Request.pathOf(payload);
        byte[] content = FileOps.content(payload);
        var reference = FileOps.reference(payload, Blobs.hash(content), content.length, clockMillis.getAsLong());
        // The message of a file has no preconditions (PROTOCOL 4): nothing but its name for itself goes on.
        var request = new Request(ServerOp.PUT_FILE, path, reference,
                Wire.mapOf("client_op_id", Wire.text(payload, "client_op_id")));
        Outcome outcome = commit(request, deviceId);
        blobs.put(name, content, FileOps.contentType(payload));
        return outcome;
    }

    /** The content of the file that {@code outcome} put here. */
    public Blobs.Blob fileOf(Outcome outcome) {
        return blobs.get(Wire.text(outcome.response(), "hash"));
    }

    private Outcome rollback(MapValue payload, String deviceId) {
        boolean wholeStore = !Wire.has(payload, "path") && !Wire.has(payload, "path_segments");
        KeyPath path = wholeStore ? null : Request.pathOf(payload);
        Long toSeq = Wire.integer(payload.get("to_seq"));
        if (toSeq == null || toSeq < log.baseSeq() || toSeq > log.lastSeq()) {
            throw Refusal.of("invalid_to_seq", "message",
                    "to_seq must lie between " + log.baseSeq() + " and " + log.lastSeq());
        }
        Rows then = log.at(toSeq);
        List<Rollback.Step> steps = wholeStore ? Rollback.ofStore(rows, then) : Rollback.ofPath(path.key(), rows, then);
        var events = new ArrayList<Event>();
        for (Rollback.Step step : steps) {
            Event event = new Event(log.lastSeq() + 1, step.op().wireName(), KeyPath.parse(step.key()).segments(), step.key(),
                    step.value(), deviceId, Wire.text(payload, "client_op_id"));
            restore(event);
            events.add(event);
        }
        if (wholeStore) {
            return Outcome.silent(Wire.mapOf("ops_written", events.size()), events);
        }
        return events.isEmpty()
                ? Outcome.unchanged(Wire.mapOf("store_seq", log.lastSeq(), "noop", true))
                : Outcome.committed(Wire.mapOf("store_seq", log.lastSeq()), events);
    }

    /**
     * Applies an op that a server committed before, as when a server starts again.
     *
     * @throws IllegalArgumentException if it is not the op that comes next
     */
    public void restore(Event event) {
        log.append(event);
        ServerOp.ofEvent(event.op()).changeOf(rows, event.path(), event.value()).commit(event.storeSeq());
    }

    /**
     * The next piece of what a client has missed that is at {@code lastSeq}.
     *
     * @param lastSeq   how far the client is; below the compaction point the piece begins with a snapshot
     * @param maxEvents how many events the piece may have, at least 1
     */
    public CatchUp catchUp(long lastSeq, int maxEvents) {
        return log.after(lastSeq, maxEvents);
    }

    /** All that a client has missed that is at {@code lastSeq}. */
    public CatchUp catchUp(long lastSeq) {
        return log.after(lastSeq, Integer.MAX_VALUE);
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

    /** What a {@code status} push is answered of the store itself: {@code current_seq}, {@code entry_count}. */
    public MapValue status() {
        return Wire.mapOf("current_seq", storeSeq(), "entry_count", rows.size());
    }

    /** The store_seq of the last committed op, 0 if there is none. */
    public long storeSeq() {
        return log.lastSeq();
    }

    /** The compaction point: the store_seq of the snapshot that late clients get, 0 if there is none. */
    public long compactedSeq() {
        return log.baseSeq();
    }

    /** The row at {@code key} itself, or null if there is none. */
    public StoredRow row(String key) {
        return rows.get(key);
    }

    /** A copy of the rows, by key, in the order of keys. */
    public SortedMap<String, StoredRow> rows() {
        return rows.copy().all();
    }
}
