package dev.dust.sync;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.DustException;
import dev.dust.op.OpCodec;
import dev.dust.op.RowStep;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of the core while it is taken: its time, and what is to be done so far. */
final class EffectBuffer {
    final StepTime now;
    private List<CommitPart> transaction = List.of();
    private final List<Effect> effects = new ArrayList<>(4);
    /** Whether what is stored tells whether the outbox is still this client's. */
    private boolean isProved;

    EffectBuffer(StepTime now) {
        this.now = now;
    }

    StepResult result() {
        return new StepResult(transaction, effects);
    }

    void commit(Commit commit, @Nullable List<String> touched, Change.Cause cause) {
        isProved |= changesOwnOutbox(commit);
        var part = new CommitPart(commit, touched, cause);
        if (transaction.isEmpty()) {
            transaction = List.of(part);
            return;
        }
        if (transaction.size() == 1) {
            transaction = new ArrayList<>(transaction);
        }
        transaction.add(part);
    }

    /** Of rows alone nothing may be left to commit, where somebody else has stored them. */
    private static boolean changesOwnOutbox(Commit commit) {
        for (OutboxChange change : commit.outbox()) {
            if (!(change instanceof OutboxChange.AckedOf)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What of the outbox is sent in this step is sent only if the outbox is still this client's: where several processes share
     * a cache, another one may have taken it over, and sends the same. Whatever is committed to the outbox proves that, so that
     * this costs a commit only where a step sends without having kept, accepted or removed anything: the first after a join,
     * after a rate limit, and where stores take turns.
     */
    void prove() {
        if (!isProved) {
            isProved = true;
            commit(Commit.ofOutbox(List.of()), List.of(), Change.Cause.EVENT);
        }
    }

    /** Keeps a new op, and shows it. */
    void keep(PendingOp op) {
        commit(Commit.ofOutbox(List.of(added(op))), RowStep.roots(op.steps), Change.Cause.CALL);
    }

    /** Keeps ops anew, with what is known of them by now. */
    void keepAgain(List<PendingOp> ops) {
        if (!ops.isEmpty()) {
            commit(Commit.ofOutbox(ops.stream().map(EffectBuffer::added).toList()), List.of(), Change.Cause.EVENT);
        }
    }

    static OutboxChange added(PendingOp op) {
        return new OutboxChange.Add(new OutboxEntry(op.id, op.order, op.createdAt, op.ackedSeq,
                OpCodec.store(op.op, !op.history.keptAsSent(), op.history.isDoubtful())));
    }

    /** Lets an op go whose view goes with it. */
    void forget(PendingOp op) {
        if (!op.isLeaseOp()) {
            commit(Commit.ofOutbox(removed(op)), RowStep.roots(op.steps), Change.Cause.REFUSAL);
        }
    }

    /** Takes entries out of the outbox that are pending no more. */
    void forgetKept(List<String> opIds) {
        if (!opIds.isEmpty()) {
            commit(Commit.ofOutbox(opIds.stream().<OutboxChange>map(OutboxChange.Remove::new).toList()), List.of(),
                    Change.Cause.EVENT);
        }
    }

    static List<OutboxChange> removed(PendingOp op) {
        return op.isLeaseOp() ? List.of() : List.of(new OutboxChange.Remove(op.id));
    }

    void noteAcked(PendingOp op) {
        if (!op.isLeaseOp() && op.ackedSeq > 0) {
            commit(Commit.ofOutbox(List.of(new OutboxChange.Acked(op.id, op.ackedSeq))), List.of(), Change.Cause.EVENT);
        }
    }

    void send(ClientMessage message) {
        effects.add(new Effect.Send(message));
    }

    void tell(DustEvent event) {
        effects.add(new Effect.Tell(event));
    }

    void tellSnapshot(long seq) {
        effects.add(new Effect.TellSnapshot(seq));
    }

    void answer(String opId, Outcome outcome) {
        effects.add(new Effect.Answer(opId, outcome, true));
    }

    /** Tells a caller that what becomes of the op will be known later. */
    void answerForNow(String opId, Outcome outcome) {
        effects.add(new Effect.Answer(opId, outcome, false));
    }

    /** Answers a request: {@code response} or {@code failure}, and the other is null. */
    void reply(String id, @Nullable MapValue response, @Nullable DustException failure) {
        effects.add(new Effect.Reply(id, response, failure));
    }

    void setTimer(TimerId id, Duration delay) {
        effects.add(new Effect.SetTimer(id, delay, false));
    }

    void setJitteredTimer(TimerId id, Duration most) {
        effects.add(new Effect.SetTimer(id, most, true));
    }

    void cancelTimer(TimerId id) {
        effects.add(new Effect.SetTimer(id, null, false));
    }

    void unready(DustException why) {
        effects.add(new Effect.Unready(why));
    }

    void otherFormat() {
        effects.add(new Effect.OtherFormat());
    }

    void report(@Nullable String message) {
        effects.add(new Effect.Report(message));
    }
}
