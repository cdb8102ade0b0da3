package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.rules.PushResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the server did, from the beginning: what clients say is held against it. */
final class Records {
    static final String RATE_LIMITED = "rate_limited";
    static final String UNAVAILABLE = "unavailable";
    static final String OUT_OF_TURN = "out_of_turn";
    /** Refusals after which the push is sent again. */
    private static final Set<String> PUT_OFF = Set.of(RATE_LIMITED, UNAVAILABLE, OUT_OF_TURN);

    /** Those of them with which the client waits before it sends anything. */
    private static final Set<String> NOT_NOW = Set.of(RATE_LIMITED, UNAVAILABLE);

    private final List<Event> history = new ArrayList<>();
    private final List<Event> lost = new ArrayList<>();
    private final Map<String, List<Long>> commits = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final Map<String, Set<String>> reasons = new HashMap<>();
    private final Set<String> late = new HashSet<>();
    private final Set<String> indigestible = new HashSet<>();
    private final Map<String, Integer> crashes = new HashMap<>();
    private final Map<String, NavigableSet<Long>> snapshots = new HashMap<>();
    /** Those of them for which there was no other way. */
    private final Map<String, NavigableSet<Long>> needed = new HashMap<>();
    private int joins;

    void noteEvent(Event event) {
        if (event.storeSeq() != history.size() + 1) {
            throw new SimulationFailure("the simulated server committed " + event + " after " + history.size() + " ops");
        }
        history.add(event);
        if (event.clientOpId() != null) {
            commits.computeIfAbsent(event.clientOpId(), opId -> new ArrayList<>()).add(event.storeSeq());
        }
    }

    /** What a write was answered, whether or not the answer arrived. */
    void noteDecision(@Nullable String opId, PushResult outcome) {
        if (outcome.ok() || outcome.reason() != null && PUT_OFF.contains(outcome.reason())) {
            refusals.remove(opId);
        } else {
            refusals.put(opId, outcome.reason());
            reasons.computeIfAbsent(opId, id -> new HashSet<>()).add(outcome.reason());
        }
    }

    /** A write was committed, whatever became of earlier attempts, and whoever heard of that. */
    void noteCommitted(String opId) {
        refusals.remove(opId);
    }

    /** The op arrived on a connection that its client had given up. */
    void noteLate(@Nullable String opId) {
        late.add(opId);
    }

    /** The server crashes on the op. */
    void noteIndigestible(@Nullable String opId) {
        indigestible.add(opId);
    }

    /** The server crashed while the op was under way, on that op or not. */
    void noteCrash(String opId) {
        crashes.merge(opId, 1, Integer::sum);
    }

    /** Whether a push is answered so that its client waits, and sends it again. */
    static boolean isNotNow(PushResult outcome) {
        return outcome.reason() != null && NOT_NOW.contains(outcome.reason());
    }

    /** {@code replacesHistory}: whether the history could have been sent as well. */
    void noteSnapshot(String device, long seq, boolean replacesHistory) {
        snapshots(device).add(seq);
        if (!replacesHistory) {
            neededSnapshots(device).add(seq);
        }
    }

    void noteJoin() {
        joins++;
    }

    /** What the server had committed, and has lost: a client may only now come to telling of it. */
    List<Event> lost() {
        return lost;
    }

    /** Every committed op, in order. */
    List<Event> history() {
        return history;
    }

    /** The op of that store_seq. */
    Event event(long seq) {
        return history.get((int) seq - 1);
    }

    long lastSeq() {
        return history.size();
    }

    /** The seqs as which the op of that client_op_id was committed, in order. */
    List<Long> commits(String opId) {
        return commits.getOrDefault(opId, List.of());
    }

    /** Why the newest attempt at a write was refused for good, or null if it was not. */
    @Nullable
    String refusal(String opId) {
        return refusals.get(opId);
    }

    /** Whether the server ever refused a write for that reason, as far as its client could hear. */
    boolean wasRefused(String opId, String reason) {
        return reasons.getOrDefault(opId, Set.of()).contains(reason);
    }

    /** Whether the op arrived on a connection that its client had given up. */
    boolean wasLate(String opId) {
        return late.contains(opId);
    }

    /** Whether the server crashes on the op. */
    boolean isIndigestible(String opId) {
        return indigestible.contains(opId);
    }

    /** How often the server crashed while the op was under way. */
    int crashes(String opId) {
        return crashes.getOrDefault(opId, 0);
    }

    /** What came after {@code seq} never was. */
    void loseTail(long seq) {
        List<Event> tail = history.subList((int) seq, history.size());
        lost.addAll(tail);
        tail.clear();
        commits.values().forEach(seqs -> seqs.removeIf(each -> each > seq));
        snapshots.values().forEach(seqs -> seqs.tailSet(seq, false).clear());
        needed.values().forEach(seqs -> seqs.tailSet(seq, false).clear());
    }

    /** The seqs of the snapshots that were sent to a device. */
    NavigableSet<Long> snapshots(String device) {
        return snapshots.computeIfAbsent(device, name -> new TreeSet<>());
    }

    /** The seqs of those of them that may hide from a device what became of its ops: the history that told was gone. */
    NavigableSet<Long> neededSnapshots(String device) {
        return needed.computeIfAbsent(device, name -> new TreeSet<>());
    }

    /** How often somebody joined. */
    int joins() {
        return joins;
    }
}
