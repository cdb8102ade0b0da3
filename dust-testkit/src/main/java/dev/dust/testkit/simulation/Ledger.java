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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The writes of one client, in order, over all its lives: each takes effect exactly once, or is refused
 * (docs/architecture.md#testing).
 */
final class Ledger {
    /** After so many in a row, with nothing else under way, it is the op that the server crashes on. */
    private static final int CRASHES = 3;
    /** What a client says of an op that it gives up, because the server crashes on it. */
    private static final Set<String> GIVEN_UP = Set.of("server_crashed", "too_large");
    /** How long somebody may wait, and a little for what has to run until he is answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(32);

    private final ClientStore client;
    private final Map<String, Kept> writes = new LinkedHashMap<>();
    private final Map<String, Kept> open = new LinkedHashMap<>();
    private final ArrayDeque<Kept> waiting = new ArrayDeque<>();
    private long putOffNanos = Long.MIN_VALUE;

    Ledger(ClientStore client) {
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
        Kept known = writes.get(entry.opId());
        if (known != null) {
            known.unsure &= !told;
            return;
        }
        WriteCall call = WriteCall.of(entry);
        if (!process.hasAskedFor(call)) {
            throw new SimulationFailure(
                    client + " keeps the write " + entry.opId() + " (" + call + "), which nobody asked for");
        }
        var kept = new Kept(entry.opId(), call, process.number());
        kept.unsure = !told;
        writes.put(entry.opId(), kept);
        open.put(entry.opId(), kept);
    }

    /** The call of a write has returned. */
    void returned(String opId, CompletableFuture<Long> answer, long nanos) {
        Kept kept = writes.get(opId);
        if (kept == null) {
            throw new SimulationFailure(client + " returns the write " + opId + ", which is not in its outbox");
        }
        kept.answer = answer;
        kept.answerDueNanos = nanos + PATIENCE.toNanos();
        waiting.add(kept);
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

    /** The cache has gone back to before something that it was told of this write: from then on it may be lost with its process. */
    void undone(String opId) {
        Kept kept = find(opId);
        if (kept != null) {
            kept.undone = true;
        }
    }

    /** What the server committed after {@code seq} is about to be lost there. */
    void tailIsLost(long seq) {
        for (Kept kept : writes.values()) {
            if (records().commits(kept.opId()).stream().anyMatch(each -> each > seq)) {
                kept.tailLost = true;
            }
            kept.heardAs = kept.heardAs > seq ? 0 : kept.heardAs;
        }
    }

    /** A write is about to be taken back; the process may die of it. */
    void discarding(String opId) {
        writes.get(opId).discarding = true;
    }

    /** A write was taken back, or it was too late for that. */
    void discarded(String opId, boolean inTime) {
        Kept kept = writes.get(opId);
        kept.discarding = false;
        kept.discarded |= inTime;
    }

    /** The write of that client_op_id, or null. */
    Kept find(String opId) {
        return opId == null ? null : writes.get(opId);
    }

    /** A process sends the write, perhaps not for the first time. */
    void sent(String opId, Process process) {
        Kept kept = find(opId);
        if (kept != null) {
            kept.sentBy = process.number();
            kept.mustSayDuplicate |= kept.lostBy == process.number() && !client.atServer().isIdempotent();
        }
    }

    /** The connection on which a process sent the write is lost, before the server has decided. */
    void lost(String opId, Process process) {
        Kept kept = find(opId);
        if (kept != null) {
            kept.lostBy = process.number();
        }
    }

    private void checkSaid(Kept kept, DustEvent event) {
        if (kept.mustSayDuplicate && !event.maybeDuplicate() && !kept.isDiscarded()) {
            throw new SimulationFailure(
                    client + "'s " + kept + " was sent again after its connection was lost, and nobody was told"
                            + " that it may take effect twice");
        }
    }

    /** A subscription heard of a committed op: of each once, for then it is pending no more. */
    void heard(DustEvent event, Process process) {
        Kept kept = find(event.opId());
        if (kept != null) {
            kept.heardElsewhere |= kept.sentBy != process.number();
            if (!kept.heardElsewhere) {
                checkSaid(kept, event);
            }
            if (kept.heardAs > 0 && !mayHearAgain(kept, event)) {
                throw new SimulationFailure(client + " hears that " + kept + " took effect more than once: as " + kept.heardAs
                        + " and as " + event.storeSeq());
            }
            kept.heardAs = event.storeSeq();
            kept.saidDuplicate |= event.maybeDuplicate();
        }
    }

    /** Of one op twice where it was said that this may be; of the same event twice where history began anew. */
    private boolean mayHearAgain(Kept kept, DustEvent event) {
        if (kept.undone) {
            // What was known of it went with the cache.
            return true;
        }
        return event.storeSeq() == kept.heardAs
                ? client.mayHearAgain()
                : maySayNothing(kept, event.maybeDuplicate()) && records().wasLate(kept.opId());
    }

    /** A process that did not send a write knows that others did, and not how often. */
    private static boolean maySayNothing(Kept kept, boolean says) {
        return says || kept.saidDuplicate || kept.undone || kept.heardElsewhere || kept.isDiscarded();
    }

    /** A subscription heard of a refusal. */
    void heardRefused(DustEvent event) {
        Kept kept = find(event.opId());
        if (kept == null || kept.heardRefused && !kept.undone) {
            throw new SimulationFailure(client + " hears of the refusal of " + event.opId() + " which is not, or twice");
        }
        checkSaid(kept, event);
        kept.heardRefused = true;
        kept.saidDuplicate = event.maybeDuplicate();
    }

    /** The client_op_ids of the writes of a process, in order. */
    List<String> ofProcess(int process) {
        return writes.values().stream().filter(kept -> kept.process() == process && !kept.unsure).map(Kept::opId).toList();
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
            Kept kept = writes.get(write.opId());
            if (kept != null) {
                if (!isInRows(kept, applied, rowsSeq)) {
                    calls.add(kept.call());
                }
            } else if (!Leases.OPS.contains(write.op())) {
                throw new SimulationFailure(client + " has a pending " + write + " that nobody made");
            }
        }
        for (Kept kept : List.copyOf(open.values())) {
            List<Long> known = records().commits(kept.opId()).stream().filter(seq -> seq <= applied).toList();
            if (ids.contains(kept.opId())) {
                if (!kept.undone && !known.stream().allMatch(seq -> client.isHidden(seq, applied))) {
                    throw new SimulationFailure(
                            client + " counts " + kept + " twice: it is pending, and applied as " + known + " up to "
                                    + applied);
                }
            } else if (known.isEmpty() && records().refusal(kept.opId()) == null && !mayBeLost(kept)) {
                throw new SimulationFailure(client + " has lost " + kept + ": it is not pending, and not applied up to "
                        + applied + " (committed as " + records().commits(kept.opId()) + ")");
            } else {
                open.remove(kept.opId());
            }
        }
        return calls;
    }

    private boolean mayBeLost(Kept kept) {
        boolean isHeardAgain = client.mayHearAgain() && !records().commits(kept.opId()).isEmpty();
        return isHeardAgain || kept.isDiscarded() || kept.unsure || kept.undone || kept.tailLost || wasGivenUp(kept);
    }

    /** Whether the client may have refused it itself, because the server crashes on it. */
    private boolean wasGivenUp(Kept kept) {
        return records().isIndigestible(kept.opId()) || records().crashes(kept.opId()) >= CRASHES;
    }

    /** Whether the rows are known to include it: others saw it go by, or the server's answer was kept. */
    private boolean isInRows(Kept kept, long applied, long rowsSeq) {
        List<Long> commits = records().commits(kept.opId());
        if (commits.size() > 1 && commits.getLast() > rowsSeq && client.hasKeptAnswer(kept.opId(), commits.getLast())) {
            // It is the second time that is waited for.
            return false;
        }
        return rowsSeq > applied && records().commits(kept.opId()).stream().anyMatch(seq -> seq <= rowsSeq
                && (seq > applied && !client.atServer().shared().hide(seq, rowsSeq) || client.hasKeptAnswer(kept.opId(), seq)));
    }

    /** The process died, and those who waited for its answers with it. */
    void forgetCallers(int process) {
        for (Kept kept : writes.values()) {
            if (kept.process() == process && kept.answer != null && kept.answer.isDone()) {
                checkAnswer(kept);
            } else if (kept.process() == process) {
                kept.answer = null;
            }
        }
    }

    /** Every caller of the process has been answered. */
    void checkAnswered(int process) {
        for (Kept kept : writes.values()) {
            if (kept.process() == process && kept.answer != null) {
                if (!kept.answer.isDone()) {
                    throw new SimulationFailure(client + " has never answered who made " + kept);
                }
                checkAnswer(kept);
            }
        }
    }

    private void checkAnswer(Kept kept) {
        List<Long> commits = records().commits(kept.opId());
        if (kept.answer.state() == Future.State.SUCCESS) {
            if (!kept.tailLost && !commits.contains(kept.answer.join())) {
                throw new SimulationFailure(client + " says that " + kept + " was accepted as " + kept.answer.join() + ", not "
                        + commits);
            }
            return;
        }
        switch (kept.answer.exceptionNow()) {
            case RefusedException refused when GIVEN_UP.contains(refused.reason()) && wasGivenUp(kept) -> {
                // The client says so.
            }
            case RefusedException refused -> {
                if (!records().wasRefused(kept.opId(), refused.reason())) {
                    throw new SimulationFailure(client + " says that " + kept + " was refused as " + refused.reason() + ", not "
                            + records().refusal(kept.opId()));
                }
            }
            case DiscardedException taken when kept.isDiscarded() -> {
                // It may have gone out before.
            }
            case AnswerTimeoutException late -> {
                // It may go either way.
            }
            case ClosedException closed -> {
                // It stays in the outbox.
            }
            case Throwable other -> throw new SimulationFailure(client + " answers " + kept + " with " + other, other);
        }
    }

    /** At the end: everything took effect once or was refused, in the order in which it was made. */
    void checkEffects() {
        for (Kept kept : writes.values()) {
            List<Long> commits = records().commits(kept.opId());
            boolean refused = records().refusal(kept.opId()) != null || wasGivenUp(kept) && isRefused(kept) && !kept.undone;
            if (isKnown(kept) && !kept.undone && !records().wasLate(kept.opId()) && !kept.tailLost
                    && commits.getLast() > kept.answer.join()) {
                throw new SimulationFailure(client + " was told that " + kept + " was accepted as " + kept.answer.join()
                        + ", and sent it again: " + commits);
            }
            int expected = refused || commits.isEmpty() && mayBeLost(kept) ? 0 : 1;
            if (commits.size() < expected) {
                throw new SimulationFailure(client + "'s " + kept + " never took effect");
            }
            if (commits.size() > expected) {
                checkExcused(kept, commits, refused);
            }
        }
        checkOrder();
    }

    private static boolean isRefused(Kept kept) {
        return kept.heardRefused || kept.answer != null && kept.answer.state() == Future.State.FAILED
                && kept.answer.exceptionNow() instanceof RefusedException;
    }

    private static boolean isKnown(Kept kept) {
        return kept.answer != null && kept.answer.state() == Future.State.SUCCESS;
    }

    /**
     * More often than once is right only where a snapshot hid it, or a frame of it came late, and was said
     * (docs/architecture.md#outbox).
     */
    private void checkExcused(Kept kept, List<Long> commits, boolean refused) {
        List<Long> unknown = refused ? commits : commits.subList(0, commits.size() - 1);
        // Who knows what it committed need not know what it refused.
        boolean late = records().wasLate(kept.opId()) && (refused || !client.atServer().isIdempotent());
        boolean hidden = unknown.stream().allMatch(seq -> client.isHidden(seq, Long.MAX_VALUE));
        if (!hidden && !late) {
            throw new SimulationFailure(client + "'s " + kept + " took effect as " + commits
                    + (refused ? ", and was refused" : ", more than once"));
        }
        boolean heard = refused ? kept.heardRefused : late ? kept.heardAs > 0 : kept.heardAs == commits.getLast();
        if (heard && !(late ? maySayNothing(kept, false) : kept.saidDuplicate || kept.undone)
                && !client.atServer().isIdempotent()) {
            throw new SimulationFailure(client + "'s " + kept + " took effect as " + commits
                    + (refused ? ", and was refused" : "") + ", and nobody was told that it may have");
        }
    }

    private void checkOrder() {
        var committed = new ArrayList<Kept>();
        for (Kept later : writes.values()) {
            List<Long> commits = records().commits(later.opId());
            if (commits.isEmpty() || records().wasLate(later.opId()) || later.unsure || later.undone || later.tailLost) {
                continue;
            }
            for (Kept earlier : committed) {
                if (earlier.call().overlaps(later.call()) && !earlier.call().commutesWith(later.call())
                        && records().commits(earlier.opId()).getLast() > commits.getFirst()) {
                    throw new SimulationFailure(client + "'s " + later + " overtook " + earlier + ": " + commits + " before "
                            + records().commits(earlier.opId()));
                }
            }
            committed.add(later);
        }
    }
}
