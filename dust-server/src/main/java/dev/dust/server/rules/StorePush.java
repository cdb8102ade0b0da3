package dev.dust.server.rules;

import dev.dust.server.file.ContentStore;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.ledger.Wants;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A push that writes, and how it is decided.
 *
 * @param store    the rules of its store
 * @param kind     which push it is
 * @param payload  as it was sent
 * @param deviceId the sender's, or null
 * @param membership the sender's, if it can be taken over; else null
 * @param ready    what was done about its file before; null if that has to be done when it is decided
 */
record StorePush(StoreRules store, PushKind kind, MapValue payload, @Nullable String deviceId,
        @Nullable MembershipId membership, @Nullable Ready ready)
        implements
            Push {

    /**
     * The content of a push's file is kept already, or is known not to be.
     *
     * @param size of the content, or -1 if there is none
     */
    record Ready(long size) {
    }

    /**
     * What {@link #ready} is to be, for what takes long and must not be done while others wait for the store.
     *
     * @throws Refusal {@code unavailable} if a content cannot be kept
     */
    static @Nullable Ready ready(StoreRules store, PushKind kind, MapValue payload) {
        if (kind != PushKind.PUT_FILE) {
            return null;
        }
        byte[] bytes;
        try {
            if (store.rules().areUploadsTaken() && FileOps.isByHash(payload)) {
                return new Ready(sizeOf(store, FileOps.hash(payload)));
            }
            bytes = FileOps.content(payload);
        } catch (Refusal malformed) {
            // It is refused again when its turn comes, unless there is another reason.
            return new Ready(-1);
        }
        store.blobs().keep(Sha256.name(bytes), bytes);
        return new Ready(bytes.length);
    }

    private static long sizeOf(StoreRules store, String hash) {
        ContentStore.Stored stored = store.blobs().files().find(hash);
        return stored == null ? -1 : stored.size();
    }

    @Override
    public @Nullable OpId opId() {
        return rules().areOpsIdempotent() ? OpId.of(deviceId, clientOpId()) : null;
    }

    /** The row at its path: a ledger on a database would ask for that of each push by itself. */
    @Override
    public Wants wants() {
        if (kind != PushKind.WRITE) {
            return Wants.NOTHING;
        }
        try {
            return new Wants(List.of(Request.pathOf(payload).key()), List.of());
        } catch (Refusal malformed) {
            // That is told when it is judged.
            return Wants.NOTHING;
        }
    }

    /** A rollback writes as many ops as {@link Differing#MOST_ROWS}. */
    @Override
    public boolean mayBeLarge() {
        return kind == PushKind.ROLLBACK;
    }

    private Rules rules() {
        return store.rules();
    }

    private @Nullable String clientOpId() {
        return Wire.text(payload, "client_op_id");
    }

    @Override
    public Verdict takenOver() {
        return Verdict.refused(Refusal.ofNoMember().response());
    }

    @Override
    public Verdict again(List<Event> ops) {
        return Verdict.unchanged(responseTo(ops));
    }

    @Override
    public Verdict judge(StoreView view) {
        try {
            if (view.archived()) {
                throw Refusal.of("store_archived");
            }
            return switch (kind) {
                case WRITE -> decide(Request.ofWrite(payload, rules()), view, null);
                case PUT_FILE -> putFile(view);
                case ROLLBACK -> rollback(view);
            };
        } catch (Refusal refusal) {
            return Verdict.refused(refusal.response());
        }
    }

    /**
     * Decides an op.
     *
     * @param file the file that it is about, or null
     */
    private Verdict decide(Request request, StoreView view, @Nullable Content file) {
        var moment = new Moment(rules(), view.rows(), view.seq() + 1, view.nowMillis());
        Preconditions preconditions = Preconditions.of(request, rules());
        Decision decision = request.op().decide(request, moment);
        if (decision.committed() == null) {
            return Verdict.unchanged(Objects.requireNonNull(decision.response(), "response"));
        }
        String key = request.path().key();
        preconditions.check(key, moment);
        Mutation mutation = request.op().mutationOf(rules(), moment.rows(), moment.nextSeq(), key, decision.committed());
        mutation.checkSize(store.keyLimit());
        rules().checkSigned(request.payload(), deviceId);
        var event = new Event(moment.nextSeq(), request.op().wireName(), request.path().segments(), key, decision.committed(),
                deviceId, clientOpId());
        event = request.op().isArithmetic() ? event.withSent(Objects.requireNonNull(request.value(), "value")) : event;
        if (file != null && ready == null) {
            file.keep(store.blobs());
        }
        // A reference that was written as a value is answered as a value is.
        boolean isReference = request.op() == ServerOp.PUT_FILE && file == null;
        MapValue response = isReference ? Wire.mapOf("store_seq", event.storeSeq()) : responseTo(event);
        return new Verdict(true, response, List.of(new LedgerOp(event, mutation.changes())), true);
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

    /** What the sender of this push is answered, which became {@code events}, now or before. */
    private MapValue responseTo(List<Event> events) {
        return kind == PushKind.ROLLBACK && isOfWholeStore()
                ? Wire.mapOf("ops_written", events.size())
                : responseTo(events.getLast());
    }

    /**
     * What a file holds.
     *
     * @param bytes null if they were uploaded before
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Content(String hash, byte @Nullable [] bytes) {
        void keep(Blobs blobs) {
            if (bytes != null) {
                blobs.keep(hash, bytes);
            }
        }
    }

    private Verdict putFile(StoreView view) {
        KeyPath path = rules().pathOfFile(payload);
        byte[] bytes = isByHash() ? null : FileOps.content(payload);
        String hash = bytes == null ? FileOps.hash(payload) : Sha256.name(bytes);
        rules().checkFile(payload, !store.blobs().hasFilesOf(store.store()));
        long size = bytes == null ? sizeOf(hash) : bytes.length;
        Value reference = FileOps.reference(payload, hash, size, view.nowMillis());
        // The message of a file has no preconditions (docs/protocol.md#preconditions): nothing but its name for itself goes on.
        var request = new Request(ServerOp.PUT_FILE, path, reference, Wire.mapOf("client_op_id", clientOpId()));
        return decide(request, view, new Content(hash, bytes));
    }

    private boolean isByHash() {
        return rules().areUploadsTaken() && FileOps.isByHash(payload);
    }

    private long sizeOf(String hash) {
        long size = ready == null ? sizeOf(store, hash) : ready.size();
        if (size < 0) {
            throw FileOps.notUploaded();
        }
        return size;
    }

    private boolean isOfWholeStore() {
        return !Wire.has(payload, "path") && !Wire.has(payload, "path_segments");
    }

    private Verdict rollback(StoreView view) {
        KeyPath path = isOfWholeStore() ? null : Request.pathOf(payload);
        long toSeq = rules().rollbackTo(payload, view);
        Rollback rollback = path == null
                ? Rollback.ofStore(rules(), view.rows(), rules().goalOfRollback(view, toSeq))
                : Rollback.ofPath(rules(), path.key(), view.rows(), new Rollback.Goal(view.rowsAt(toSeq),
                        Differing.since(rules(), view, toSeq, path.key())));
        Mutation.checkSize(view.rows(), rollback.growth(), store.keyLimit());
        List<LedgerOp> ops = opsOf(rollback.steps(), view, toSeq);
        if (path == null) {
            return new Verdict(true, Wire.mapOf("ops_written", ops.size()), ops, false);
        }
        return ops.isEmpty()
                ? Verdict.unchanged(Wire.mapOf("store_seq", view.seq(), "noop", true))
                : new Verdict(true, responseTo(ops.getLast().event()), ops, true);
    }

    private List<LedgerOp> opsOf(List<Rollback.Step> steps, StoreView view, long toSeq) {
        var rows = new OverlaidRows(view.rows());
        var ops = new ArrayList<LedgerOp>();
        long bytes = 0;
        for (Rollback.Step step : steps) {
            var event = new Event(view.seq() + 1 + ops.size(), step.op().wireName(), KeyPath.parse(step.key()).segments(),
                    step.key(), step.value(), rules().deviceOfRollback(deviceId),
                    rules().idOfRollback(payload, toSeq, step.key()));
            bytes += Weight.of(event.payload());
            if (rules().areRollbacksBounded()) {
                Differing.checkBytes(bytes);
            }
            RowChanges changes = rules().changesOf(event, rows);
            rows.apply(changes);
            ops.add(new LedgerOp(event, changes));
        }
        return ops;
    }
}
