package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Crash;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.MapValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store and its members. Events go out under one lock, so that each member is sent them in order. If nobody but this server
 * writes the store, the same lock makes the one writer that every store has (docs/protocol.md#writes); else the ledger does,
 * and a {@link Feed} brings the events. Safe for every thread.
 */
public final class StoreHost {
    /** A topic that nobody has joined. */
    public static final String NOBODY = "";

    private static final System.Logger LOG = System.getLogger(StoreHost.class.getName());

    private final Mode mode;
    private final String name;
    private final UUID id;
    private final StoreLedger ledger;
    private final StoreRules rules;
    private final ReentrantLock lock;
    /** Held by the one of those who join, or catch up, who may wait for the lock: others wait for one alone. */
    private final ReentrantLock joining = new ReentrantLock();
    private final StoreMembers members;
    private final CatchUps catchUps;
    private final @Nullable SharedStore shared;
    private final Measures measures;
    private volatile @Nullable Instant expiresAt;

    /**
     * A store.
     *
     * @param execution where is read and written what other servers write, too; null if none does
     * @param measures  what the server tells of itself
     */
    StoreHost(Mode mode, StoreLedger ledger, StoreRules rules, @Nullable Execution execution, Measures measures) {
        this.mode = mode;
        this.name = ledger.name();
        this.id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        this.ledger = ledger;
        this.rules = rules;
        this.measures = measures;
        this.members = new StoreMembers(mode, measures);
        // What is read under it may take as long as a database does, and whoever has written has his turn then.
        this.lock = new ReentrantLock(execution != null);
        this.catchUps = new CatchUps(mode, ledger, rules, joining, lock, members, execution, measures);
        this.shared = execution == null ? null : new SharedStore(this, members, ledger, rules, lock, execution, measures);
    }

    /** The store's name. */
    public String name() {
        return name;
    }

    /** The other name that it has on a server which gives stores ids; the same after each start. */
    public UUID id() {
        return id;
    }

    /** The topic of those who join the store by its name. */
    public String topic() {
        return Frame.STORE_TOPIC + name;
    }

    /** When the store ends, as {@code status} says it; null if it does not. */
    @Nullable
    Instant expiresAt() {
        return expiresAt;
    }

    /** From now on {@code status} says that the store ends then; null if it does not end. */
    public void expiresAt(@Nullable Instant end) {
        expiresAt = end;
    }

    /**
     * Applies a push, and tells the members who joined by {@code topic} what it committed. What is committed has been written
     * down before anybody can see it; a push that cannot be is refused. Of a store that other servers write, too, all members
     * hear of everything.
     *
     * @throws Crash if the server cannot digest it, or cannot send what it has committed
     */
    public PushResult apply(PushKind kind, MapValue payload, @Nullable String deviceId, String topic) {
        if (shared != null) {
            return shared.apply(kind, payload, deviceId);
        }
        lock.lock();
        try {
            PushResult result = write(kind, payload, deviceId);
            if (result.broadcast()) {
                result.events().forEach(event -> members.broadcast(event, topic));
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What becomes of a push of {@code member}'s, at once or, where others write the store, too, later. If it is a member no
     * more, nothing of what it sent takes effect where it can have been {@linkplain Mode#offersTakeover taken over}: that is
     * refused.
     *
     * @throws Refusal if it is refused before it is decided
     */
    CompletableFuture<PushResult> apply(Channel member, PushLine.UnderWay turn, PushKind kind, MapValue payload, String topic) {
        if (shared != null) {
            return shared.apply(member, turn, kind, payload);
        }
        lock.lock();
        try {
            PushResult result = members.has(member)
                    ? apply(kind, payload, member.deviceId(), topic)
                    : PushResult.refused(Refusal.ofNoMember());
            return CompletableFuture.completedFuture(result);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Applies several pushes of {@link PushKind#WRITE} in order, and tells the members; each is decided by itself. None fails:
     * the reason {@code in_doubt} tells that nobody knows what became of one, {@code server_failed} that the server failed on
     * it.
     */
    List<PushResult> applyAll(List<MapValue> writes, @Nullable String deviceId) {
        if (shared != null) {
            return shared.write(writes, deviceId).stream().map(outcome -> told(outcome::join)).toList();
        }
        lock.lock();
        try {
            List<Outcome> outcomes = measures.write(ledger,
                    writes.stream().map(payload -> rules.push(PushKind.WRITE, payload, deviceId)).toList());
            List<PushResult> results = outcomes.stream().map(outcome -> told(() -> outcome)).toList();
            results.forEach(result -> result.events().forEach(event -> members.broadcast(event, topic())));
            return results;
        } catch (LedgerException.Unavailable e) {
            return Collections.nCopies(writes.size(), refused(e));
        } finally {
            lock.unlock();
        }
    }

    private PushResult told(Supplier<Outcome> outcome) {
        try {
            return decided(PushKind.WRITE, outcome);
        } catch (LedgerException.InDoubt doubt) {
            return failed("in_doubt", doubt);
        } catch (RuntimeException failure) {
            return failed("server_failed", failure);
        }
    }

    private static PushResult failed(String reason, Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a write is answered " + reason + ": " + failure.getMessage(), failure);
        return PushResult.refused(Refusal.of(reason));
    }

    private PushResult write(PushKind kind, MapValue payload, @Nullable String deviceId) {
        return decided(kind, () -> measures.write(ledger, List.of(rules.push(kind, payload, deviceId))).getFirst());
    }

    /**
     * What became of a push; that the ledger is away refuses it, and so does a refusal before that.
     *
     * @throws LedgerException.InDoubt if nobody knows
     */
    PushResult decided(PushKind kind, Supplier<Outcome> outcome) {
        try {
            PushResult result = PushResult.of(outcome.get().orThrow());
            rules.committed(kind, result.events());
            return result;
        } catch (LedgerException.Unavailable away) {
            return refused(away);
        } catch (LedgerException.Refused never) {
            return refused(never);
        } catch (Refusal refusal) {
            return PushResult.refused(refusal);
        } catch (CompletionException e) {
            return switch (e.getCause()) {
                case LedgerException.Unavailable away -> refused(away);
                case LedgerException.Refused never -> refused(never);
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            };
        }
    }

    private static PushResult refused(LedgerException.Refused e) {
        LOG.log(System.Logger.Level.ERROR, "a write is refused for good: " + e.getMessage(), e);
        return PushResult.refused(
                Refusal.of("cannot_be_stored", "message", "the server's database refuses this; the server's log says why"));
    }

    private static PushResult refused(LedgerException.Unavailable e) {
        LOG.log(System.Logger.Level.ERROR, "a write is refused: " + e.getMessage(), e);
        return PushResult.refused(
                Refusal.of("unavailable", "message", "the server cannot write down what happens; try again later"));
    }

    /**
     * Makes {@code channel} a member.
     *
     * @param welcome what is sent before anything else, by how far the store is and what is recognised of what was asked for
     * @throws LedgerException if the ledger cannot be read now; then it is no member
     */
    void join(Channel channel, JoinRequest request, BiFunction<Head, Map<OpId, Long>, Frame> welcome) {
        joining.lock();
        try {
            joinInTurn(channel, request, welcome);
        } finally {
            joining.unlock();
        }
    }

    private void joinInTurn(Channel channel, JoinRequest request, BiFunction<Head, Map<OpId, Long>, Frame> welcome) {
        lock.lock();
        try {
            if (shared != null) {
                channel.joined(ledger.join(channel.deviceId(), request.takesOver()));
            }
            if (request.takesOver()) {
                takeOver(channel.deviceId());
            }
            if (shared != null) {
                shared.feed().begin();
            }
            Set<OpId> unanswered = request.unanswered();
            Map<OpId, Long> recognised = unanswered.isEmpty() ? Map.of() : ledger.recognised(unanswered);
            Head head = ledger.head();
            channel.send(new Outgoing(welcome.apply(head, recognised)));
            members.add(channel);
            catchUps.begin(channel, request, head);
        } finally {
            endFeedOfNobody();
            lock.unlock();
        }
    }

    private void endFeedOfNobody() {
        if (shared != null && members.isEmpty()) {
            shared.feed().end();
        }
    }

    /**
     * Ends what memberships a device has here on connections that it has given up: what it sent on them may yet come, and
     * whoever joins is told what there is (docs/protocol.md#takeover). At other servers the ledger refuses what it sent.
     */
    private void takeOver(String deviceId) {
        members.end(member -> member.deviceId().equals(deviceId), "phx_close");
    }

    /** How many members there are. Waits for nobody. */
    int memberCount() {
        return members.count();
    }

    /** How many ops the ledger is known to have that members have not been sent. Waits for nobody. */
    long lag() {
        return shared == null ? 0 : shared.feed().lag();
    }

    /** For how long there have been such ops, in seconds. Waits for nobody. */
    double secondsBehind() {
        return shared == null ? 0 : shared.feed().secondsBehind();
    }

    /** The device ids of its members, each once. */
    public Set<String> memberIds() {
        lock.lock();
        try {
            return members.deviceIds();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a membership. Answers whether there was one: of several who end it, one does. */
    boolean leave(Channel channel) {
        lock.lock();
        try {
            boolean left = members.remove(channel);
            endFeedOfNobody();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all memberships, and says so by {@code event}. */
    void endMemberships(String event) {
        lock.lock();
        try {
            members.end(member -> true, event);
        } finally {
            lock.unlock();
        }
    }

    /** Sends {@code event} to those who joined by the store's name, as a live event is sent. */
    void tellMembers(String event) {
        lock.lock();
        try {
            members.tell(event, topic());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Folds the history up to {@code uptoSeq} into a snapshot.
     *
     * @throws LedgerException.Unavailable if that cannot be written down; then nothing has changed
     */
    public void compact(long uptoSeq) {
        lock.lock();
        try {
            ledger.compact(uptoSeq);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Archives the store, and tells its members.
     *
     * @throws LedgerException.Unavailable if that cannot be written down; then nothing has changed
     */
    public void archive() {
        lock.lock();
        try {
            ledger.archive();
            endArchived();
        } finally {
            lock.unlock();
        }
    }

    void endArchived() {
        mode.endArchived(this);
    }

    boolean isArchived() {
        return ledger.head().archived();
    }

    /** What {@code status} says of the store itself. */
    public MapValue status() {
        return rules.status(ledger);
    }

    /** A copy of the rows, by key, in the order of keys. */
    public SortedMap<String, StoredRow> rows() {
        try (Snapshot now = ledger.snapshot()) {
            return now.toMap();
        }
    }

    /** What is true of the store, to be read: whoever writes it here goes past the members. */
    public StoreLedger ledger() {
        return ledger;
    }
}
