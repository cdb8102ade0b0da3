package dev.dust.testkit.simulation;

import dev.dust.testkit.server.rules.Event;
import dev.dust.testkit.server.rules.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What the server did, from the beginning: what clients say is held against it. */
final class Records {
    /** The one refusal that is not final. */
    static final String RATE_LIMITED = "rate_limited";

    private final List<Event> history = new ArrayList<>();
    private final Map<String, List<Long>> commits = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final Map<String, NavigableSet<Long>> snapshots = new HashMap<>();
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
    void noteDecision(String opId, Outcome outcome) {
        if (outcome.ok() || outcome.reason().equals(RATE_LIMITED)) {
            refusals.remove(opId);
        } else {
            refusals.put(opId, outcome.reason());
        }
    }

    void noteSnapshot(String device, long seq) {
        snapshots.computeIfAbsent(device, name -> new TreeSet<>()).add(seq);
    }

    void noteJoin() {
        joins++;
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
    String refusal(String opId) {
        return refusals.get(opId);
    }

    /** The seqs of the snapshots that were sent to a device. */
    NavigableSet<Long> snapshots(String device) {
        return snapshots.computeIfAbsent(device, name -> new TreeSet<>());
    }

    /** How often somebody joined. */
    int joins() {
        return joins;
    }
}
