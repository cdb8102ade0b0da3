package dev.dust;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The callers of this process that need the same lease: one at a time asks for it, the others stand in line. Thread-safe.
 *
 * @param <C> the callers
 */
final class WaitingLines<C> {
    private final Map<String, SequencedSet<C>> lines = new HashMap<>();

    /**
     * Who comes after one that has left.
     *
     * @param next   whose turn it is now; null if nobody is there, or it was so before
     * @param others all who stand in line behind that one, if the turn has changed
     */
    record Successors<C>(@Nullable C next, List<C> others) {
    }

    /** Puts {@code call} at the end of the line; returns whether it is the first. */
    synchronized boolean lineUp(String lockKey, C call) {
        SequencedSet<C> line = lines.computeIfAbsent(lockKey, key -> new LinkedHashSet<>());
        line.add(call);
        return line.getFirst().equals(call);
    }

    /** Takes {@code call} out of the line, wherever it stands, if at all. */
    synchronized Successors<C> leave(String lockKey, C call, boolean tellOthers) {
        SequencedSet<C> line = lines.get(lockKey);
        if (line == null) {
            return new Successors<>(null, List.of());
        }
        boolean turnEnds = line.getFirst().equals(call);
        line.remove(call);
        if (line.isEmpty()) {
            lines.remove(lockKey);
            return new Successors<>(null, List.of());
        }
        if (!turnEnds) {
            return new Successors<>(null, List.of());
        }
        return new Successors<>(line.getFirst(), tellOthers ? line.stream().skip(1).toList() : List.of());
    }
}
