package dev.dust.testkit.simulation;

import dev.dust.PendingWrite;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.RefusedException;
import dev.dust.subscribe.DustEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one client, in order, over all its lives: each takes effect exactly once, or is refused
 * (docs/architecture.md#testing).
 */
final class ClientWrites {
    /** After so many in a row, with nothing else under way, it is the op that the server crashes on. */
    private static final int CRASHES = 3;
    /** What a client says of an op that it gives up, because the server crashes on it. */
    private static final Set<String> GIVEN_UP = Set.of("server_crashed", "too_large");
    /** How long somebody may wait, and a little for what has to run until he is answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(32);

    private final ClientStore client;
    private final Map<String, TrackedWrite> writes = new LinkedHashMap<>();
    private final Map<String, TrackedWrite> open = new LinkedHashMap<>();
    private final ArrayDeque<TrackedWrite> waiting = new ArrayDeque<>();
    private long putOffNanos = Long.MIN_VALUE;

    ClientWrites(ClientStore client) {
        this.client = client;
    }

    private Records records() {
        return client.records();
    }

    /**
     * A write is put into the outbox, perhaps not for the first time.
     *
     * @param told whether the outbox said so
     */
    void kept(OutboxEntry entry, Process process, boolean told) {
        TrackedWrite known = writes.get(entry.opId());
        if (known != null) {
            known.unsure &= !told;
            return;
        }
        WriteCall call = WriteCall.of(entry);
        if (!process.hasAskedFor(call)) {
            throw new SimulationFailure(
                    client + " keeps the write " + entry.opId() + " (" + call + "), which nobody asked for");
        }
        var tracked = new TrackedWrite(entry.opId(), call, process.number());
        tracked.unsure = !told;
        writes.put(entry.opId(), tracked);
        open.put(entry.opId(), tracked);
    }

    /** The call of a write has returned. */
    void returned(String opId, CompletableFuture<Long> answer, long nanos) {
        TrackedWrite tracked = writes.get(opId);
        if (tracked == null) {
            throw new SimulationFailure(client + " returns the write " + opId + ", which is not in its outbox");
        }
        tracked.answer = answer;
        tracked.answerDueNanos = nanos + PATIENCE.toNanos();
        waiting.add(tracked);
    }

    /** The server wants no writes for a while: those who wait for theirs wait on, as long again after it has ended. */
    void putOff(Duration wait, long nanos) {
        putOffNanos = Math.max(putOffNanos, nanos + wait.plus(PATIENCE.multipliedBy(3)).toNanos());
    }

    /** Whether somebody has not been answered who should have been by now. */
    boolean isOverdue(long nanos) {
        while (!waiting.isEmpty() && (waiting.peek().answer == null || waiting.peek().answer.isDone())) {
            waiting.poll();
        }
        return !waiting.isEmpty() && waiting.peek().answerDueNanos < nanos && putOffNanos < nanos;
    }

    /** Everybody has been answered who should have been by now. */
    void checkInTime(long nanos) {
        if (isOverdue(nanos)) {
            throw new SimulationFailure(client + " leaves who made " + waiting.peek() + " without an answer for longer than "
                    + PATIENCE);
        }
    }

    /**
     * The cache has gone back to before something that it was told of this write: from then on it may be lost with its process.
     */
    void undone(String opId) {
        TrackedWrite tracked = find(opId);
        if (tracked != null) {
            tracked.undone = true;
        }
    }

    /** What the server committed after {@code seq} is about to be lost there. */
    void tailIsLost(long seq) {
        for (TrackedWrite tracked : writes.values()) {
            if (records().commits(tracked.opId()).stream().anyMatch(each -> each > seq)) {
                tracked.tailLost = true;
            }
            tracked.heardAs = tracked.heardAs > seq ? 0 : tracked.heardAs;
        }
    }

    /** A write is about to be taken back; the process may die of it. */
    void discarding(String opId) {
        Objects.requireNonNull(writes.get(opId), opId).discarding = true;
    }

    /** A write was taken back, or it was too late for that. */
    void discarded(String opId, boolean inTime) {
        TrackedWrite tracked = Objects.requireNonNull(writes.get(opId), opId);
        tracked.discarding = false;
        tracked.discarded |= inTime;
    }

    /** The write of that client_op_id, or null. */
    @Nullable
    TrackedWrite find(@Nullable String opId) {
        return opId == null ? null : writes.get(opId);
    }

    /** A process sends the write, perhaps not for the first time. */
    void sent(String opId, Process process) {
        TrackedWrite tracked = find(opId);
        if (tracked != null) {
            tracked.sentBy = process.number();
            tracked.mustSayDuplicate |= tracked.lostBy == process.number() && !client.atServer().isIdempotent()
                    && !client.atServer().takesOver();
        }
    }

    /** The connection on which a process sent the write is lost, before the server has decided. */
    void lost(String opId, Process process) {
        TrackedWrite tracked = find(opId);
        if (tracked != null) {
            tracked.lostBy = process.number();
        }
    }

    private void checkSaid(TrackedWrite tracked, boolean saysDuplicate) {
        if (tracked.mustSayDuplicate && !saysDuplicate && !tracked.isDiscarded()) {
            throw new SimulationFailure(
                    client + "'s " + tracked + " was sent again after its connection was lost, and nobody was told"
                            + " that it may take effect twice");
        }
    }

    /** A subscription heard of a committed op: of each once, for then it is pending no more. */
    void heard(DustEvent.Committed event, Process process) {
        TrackedWrite tracked = find(event.opId());
        if (tracked != null) {
            checkNotRefused(tracked, event);
            tracked.heardElsewhere |= tracked.sentBy != process.number();
            if (!tracked.heardElsewhere) {
                checkSaid(tracked, event.maybeDuplicate());
            }
            if (tracked.heardAs > 0 && !mayHearAgain(tracked, event)) {
                throw new SimulationFailure(
                        client + " hears that " + tracked + " took effect more than once: as " + tracked.heardAs
                                + " and as " + event.storeSeq());
            }
            tracked.heardAs = event.storeSeq();
            tracked.saidDuplicate |= event.maybeDuplicate();
        }
    }

    /** What was told as surely refused never takes effect. */
    private void checkNotRefused(TrackedWrite tracked, DustEvent.Committed event) {
        if (tracked.heardRefused && !tracked.saidDuplicate && !tracked.undone) {
            throw new SimulationFailure(client + " hears that " + tracked + " took effect as " + event.storeSeq()
                    + ", and was told before that it was refused");
        }
    }

    /** Of one op twice where it was said that this may be; of the same event twice where history began anew. */
    private boolean mayHearAgain(TrackedWrite tracked, DustEvent.Committed event) {
        if (tracked.undone) {
            // What was known of it went with the cache.
            return true;
        }
        return event.storeSeq() == tracked.heardAs
                ? client.mayHearAgain()
                : tracked.maySayNothing(event.maybeDuplicate()) && records().wasLate(tracked.opId());
    }

    /** A subscription heard of a refusal. */
    void heardRefused(DustEvent.Refused event) {
        TrackedWrite tracked = find(event.opId());
        if (tracked == null || tracked.heardRefused && !tracked.undone) {
            throw new SimulationFailure(client + " hears of the refusal of " + event.opId() + " which is not, or twice");
        }
        checkSaid(tracked, event.maybeDuplicate());
        tracked.heardRefused = true;
        tracked.saidDuplicate = event.maybeDuplicate();
    }

    /** The client_op_ids of the writes of a process, in order. */
    List<String> ofProcess(int process) {
        return writes.values().stream().filter(tracked -> tracked.process() == process && !tracked.unsure)
                .map(TrackedWrite::opId).toList();
    }

    /** The same, and those of which nobody knows whether they are kept. */
    Set<String> allOfProcess(int process) {
        return writes.values().stream().filter(tracked -> tracked.process() == process).map(TrackedWrite::opId)
                .collect(Collectors.toSet());
    }

    /**
     * The calls of what shows on top of the rows, in order. Checks that nothing is counted twice, and nothing not at all.
     *
     * @param applied up to where the client has applied events
     * @param rowsSeq up to where somebody on the same cache has; they know whose the ops between are, unless they came with a
     *                snapshot
     */
    List<WriteCall> pending(List<PendingWrite> pending, long applied, long rowsSeq) {
        var calls = new ArrayList<WriteCall>();
        Set<String> ids = pending.stream().map(PendingWrite::opId).collect(Collectors.toSet());
        for (PendingWrite write : pending) {
            TrackedWrite tracked = writes.get(write.opId());
            if (tracked != null) {
                if (!isInRows(tracked, applied, rowsSeq)) {
                    calls.add(tracked.call());
                }
            } else if (!Leases.OPS.contains(write.op().wire())) {
                throw new SimulationFailure(client + " has a pending " + write + " that nobody made");
            }
        }
        for (TrackedWrite tracked : List.copyOf(open.values())) {
            List<Long> known = records().commits(tracked.opId()).stream().filter(seq -> seq <= applied).toList();
            if (ids.contains(tracked.opId())) {
                if (!tracked.undone && !known.stream().allMatch(seq -> client.isHidden(seq, applied))) {
                    throw new SimulationFailure(
                            client + " counts " + tracked + " twice: it is pending, and applied as " + known + " up to "
                                    + applied);
                }
            } else if (known.isEmpty() && records().refusal(tracked.opId()) == null && !mayBeLost(tracked)) {
                throw new SimulationFailure(client + " has lost " + tracked + ": it is not pending, and not applied up to "
                        + applied + " (committed as " + records().commits(tracked.opId()) + ")");
            } else {
                open.remove(tracked.opId());
            }
        }
        return calls;
    }

    /** Whether it need not have taken effect. */
    boolean mayBeLost(TrackedWrite tracked) {
        boolean isHeardAgain = client.mayHearAgain() && !records().commits(tracked.opId()).isEmpty();
        return isHeardAgain || tracked.isDiscarded() || tracked.unsure || tracked.undone || tracked.tailLost
                || wasGivenUp(tracked);
    }

    /** Whether the client may have refused it itself, because the server crashes on it. */
    boolean wasGivenUp(TrackedWrite tracked) {
        return records().isIndigestible(tracked.opId()) || records().crashes(tracked.opId()) >= CRASHES;
    }

    /** Whether the rows are known to include it: others saw it go by, or the server's answer was kept. */
    private boolean isInRows(TrackedWrite tracked, long applied, long rowsSeq) {
        List<Long> commits = records().commits(tracked.opId());
        if (commits.size() > 1 && commits.getLast() > rowsSeq && client.hasKeptAnswer(tracked.opId(), commits.getLast())) {
            // It is the second time that is waited for.
            return false;
        }
        return rowsSeq > applied && records().commits(tracked.opId()).stream().anyMatch(seq -> seq <= rowsSeq
                && (seq > applied && !Objects.requireNonNull(client.atServer().shared(), "shared").hide(seq, rowsSeq)
                        || client.hasKeptAnswer(tracked.opId(), seq)));
    }

    /** The process died, and those who waited for its answers with it. */
    void forgetCallers(int process) {
        for (TrackedWrite tracked : writes.values()) {
            if (tracked.process() == process && tracked.answer != null && tracked.answer.isDone()) {
                checkAnswer(tracked);
            } else if (tracked.process() == process) {
                tracked.answer = null;
            }
        }
    }

    /** Every caller of the process has been answered. */
    void checkAnswered(int process) {
        for (TrackedWrite tracked : writes.values()) {
            if (tracked.process() == process && tracked.answer != null) {
                if (!tracked.answer.isDone()) {
                    throw new SimulationFailure(client + " has never answered who made " + tracked);
                }
                checkAnswer(tracked);
            }
        }
    }

    private void checkAnswer(TrackedWrite tracked) {
        List<Long> commits = records().commits(tracked.opId());
        CompletableFuture<Long> answer = Objects.requireNonNull(tracked.answer, "answer");
        if (answer.state() == Future.State.SUCCESS) {
            if (!tracked.tailLost && !isOneOf(tracked.answer.join(), commits)) {
                throw new SimulationFailure(
                        client + " says that " + tracked + " was accepted as " + tracked.answer.join() + ", not "
                                + commits);
            }
            return;
        }
        switch (tracked.answer.exceptionNow()) {
            case RefusedException refused when GIVEN_UP.contains(refused.reason()) && wasGivenUp(tracked) -> {
                // The client says so.
            }
            case RefusedException refused -> {
                if (!records().wasRefused(tracked.opId(), refused.reason())) {
                    throw new SimulationFailure(
                            client + " says that " + tracked + " was refused as " + refused.reason() + ", not "
                                    + records().refusal(tracked.opId()));
                }
            }
            case DiscardedException taken when tracked.isDiscarded() -> {
                // It may have gone out before.
            }
            case AnswerTimeoutException late -> {
                // It may go either way.
            }
            case ClosedException closed -> {
                // It stays in the outbox.
            }
            case Throwable other -> throw new SimulationFailure(client + " answers " + tracked + " with " + other, other);
        }
    }

    /** 0 is said of what is known to have been taken before something else, in a history that is gone. */
    private boolean isOneOf(long told, List<Long> commits) {
        return told == 0 ? isLastHidden(commits) : commits.contains(told);
    }

    /** Whether the last of these is one that the client was never told of, since a snapshot has it. */
    boolean isLastHidden(List<Long> commits) {
        return !commits.isEmpty() && client.isHidden(commits.getLast(), Long.MAX_VALUE);
    }

    /** At the end: everything took effect once or was refused, in the order in which it was made. */
    void checkEffects() {
        new EffectsCheck(client, this, List.copyOf(writes.values())).check();
    }
}
