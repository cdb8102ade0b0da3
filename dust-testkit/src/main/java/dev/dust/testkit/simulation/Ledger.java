package dev.dust.testkit.simulation;

import dev.dust.PendingWrite;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.RefusedException;
import dev.dust.subscribe.DustEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The writes of one client, in order, over all its lives: each takes effect exactly once, or is refused (DESIGN 12). */
final class Ledger {
    private final World world;
    private final SimulatedClient client;
    private final Map<String, Kept> writes = new LinkedHashMap<>();
    private final Map<String, Kept> open = new LinkedHashMap<>();

    Ledger(World world, SimulatedClient client) {
        this.world = world;
        this.client = client;
    }

    private Records records() {
        return world.server().records();
    }

    /** A write is put into the outbox, perhaps not for the first time. */
    void kept(String opId, WriteCall call, int process) {
        if (writes.containsKey(opId)) {
            return;
        }
        if (call == null) {
            throw new SimulationFailure(client + " keeps the write " + opId + ", which nobody asked for");
        }
        var kept = new Kept(opId, call, process);
        writes.put(opId, kept);
        open.put(opId, kept);
    }

    /** The call of a write has returned. */
    void returned(String opId, CompletableFuture<Long> answer) {
        Kept kept = writes.get(opId);
        if (kept == null) {
            throw new SimulationFailure(client + " returns the write " + opId + ", which is not in its outbox");
        }
        kept.answer = answer;
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

    /** A subscription heard of a committed op: of each once, for then it is pending no more. */
    void heard(DustEvent event) {
        Kept kept = find(event.opId());
        if (kept != null) {
            if (kept.heardAs > 0) {
                throw new SimulationFailure(client + " hears that " + kept + " took effect more than once: as " + kept.heardAs
                        + " and as " + event.storeSeq());
            }
            kept.heardAs = event.storeSeq();
            kept.saidDuplicate = event.maybeDuplicate();
        }
    }

    /** A subscription heard of a refusal. */
    void heardRefused(DustEvent event) {
        Kept kept = find(event.opId());
        if (kept == null || kept.heardRefused) {
            throw new SimulationFailure(client + " hears of the refusal of " + event.opId() + " which is not, or twice");
        }
        kept.heardRefused = true;
        kept.saidDuplicate = event.maybeDuplicate();
    }

    /** The client_op_ids of the writes of a process, in order. */
    List<String> ofProcess(int process) {
        return writes.values().stream().filter(kept -> kept.process() == process).map(Kept::opId).toList();
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
                if (!known.stream().allMatch(seq -> client.isHidden(seq, applied))) {
                    throw new SimulationFailure(
                            client + " counts " + kept + " twice: it is pending, and applied as " + known + " up to "
                                    + applied);
                }
            } else if (known.isEmpty() && records().refusal(kept.opId()) == null && !kept.isDiscarded()) {
                throw new SimulationFailure(client + " has lost " + kept + ": it is not pending, and not applied up to "
                        + applied + " (committed as " + records().commits(kept.opId()) + ")");
            } else {
                open.remove(kept.opId());
            }
        }
        return calls;
    }

    /** Whether the rows are known to include it: others saw it go by, or the server's answer was kept. */
    private boolean isInRows(Kept kept, long applied, long rowsSeq) {
        return rowsSeq > applied && records().commits(kept.opId()).stream().anyMatch(seq -> seq <= rowsSeq
                && (seq > applied && !world.shared().hide(seq, rowsSeq) || client.hasKeptAnswer(kept.opId(), seq)));
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
            if (!commits.contains(kept.answer.join())) {
                throw new SimulationFailure(client + " says that " + kept + " was accepted as " + kept.answer.join() + ", not "
                        + commits);
            }
            return;
        }
        switch (kept.answer.exceptionNow()) {
            case RefusedException refused -> {
                if (!refused.reason().equals(records().refusal(kept.opId()))) {
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
            boolean refused = records().refusal(kept.opId()) != null;
            if (isKnown(kept) && commits.getLast() > kept.answer.join()) {
                throw new SimulationFailure(client + " was told that " + kept + " was accepted as " + kept.answer.join()
                        + ", and sent it again: " + commits);
            }
            int expected = refused || kept.isDiscarded() && commits.isEmpty() ? 0 : 1;
            if (commits.size() < expected) {
                throw new SimulationFailure(client + "'s " + kept + " never took effect");
            }
            if (commits.size() > expected) {
                checkExcused(kept, commits, refused);
            }
        }
        checkOrder();
    }

    private static boolean isKnown(Kept kept) {
        return kept.answer != null && kept.answer.state() == Future.State.SUCCESS;
    }

    /** More often than once is right only where a snapshot hid it, and was said (DESIGN 6). */
    private void checkExcused(Kept kept, List<Long> commits, boolean refused) {
        List<Long> unknown = refused ? commits : commits.subList(0, commits.size() - 1);
        boolean hidden = unknown.stream().allMatch(seq -> client.isHidden(seq, Long.MAX_VALUE));
        if (!hidden) {
            throw new SimulationFailure(client + "'s " + kept + " took effect as " + commits
                    + (refused ? ", and was refused" : ", more than once"));
        }
        boolean heard = refused ? kept.heardRefused : kept.heardAs == commits.getLast();
        if (heard && !kept.saidDuplicate) {
            throw new SimulationFailure(client + "'s " + kept + " took effect as " + commits
                    + (refused ? ", and was refused" : "") + ", and nobody was told that it may have");
        }
    }

    private void checkOrder() {
        var committed = new ArrayList<Kept>();
        for (Kept later : writes.values()) {
            List<Long> commits = records().commits(later.opId());
            if (commits.isEmpty()) {
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
