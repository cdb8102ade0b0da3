package dev.dust;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The callers of this process that need the same lease: one at a time asks for it, the others stand in line. Thread-safe. */
final class FlightQueues {
    private final Map<String, SequencedSet<FlightCall>> lines = new HashMap<>();

    /**
     * Who comes after one that has left.
     *
     * @param next   whose turn it is now; null if nobody is there, or it was so before
     * @param others all who stand in line behind that one, if the turn has changed
     */
    record Successors(@Nullable FlightCall next, List<FlightCall> others) {
        private static final Successors NONE = new Successors(null, List.of());
    }

    /** Puts {@code call} at the end of the line; returns whether it is the first. */
    synchronized boolean lineUp(String lockKey, FlightCall call) {
        SequencedSet<FlightCall> line = lines.computeIfAbsent(lockKey, key -> new LinkedHashSet<>());
        line.add(call);
        return line.getFirst() == call;
    }

    /** Takes {@code call} out of the line, wherever it stands, if at all. */
    synchronized Successors leave(String lockKey, FlightCall call, boolean tellOthers) {
        SequencedSet<FlightCall> line = lines.get(lockKey);
        if (line == null) {
            return Successors.NONE;
        }
        boolean turnEnds = line.getFirst() == call;
        line.remove(call);
        if (line.isEmpty()) {
            lines.remove(lockKey);
            return Successors.NONE;
        }
        if (!turnEnds) {
            return Successors.NONE;
        }
        return new Successors(line.getFirst(), tellOthers ? line.stream().skip(1).toList() : List.of());
    }
}
