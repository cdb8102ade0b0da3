package dev.dust.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of clients that share a cache: which of the ops in them came with a snapshot, so that nobody saw whose they were.
 */
final class SharedRows {
    private record Replaced(long from, long to) {
    }

    private final List<Replaced> replaced = new ArrayList<>();

    /** All rows were replaced: those of {@code from} by those of {@code to}. */
    void replaced(long from, long to) {
        replaced.add(new Replaced(from, to));
    }

    /** Whether the op {@code seq} came with a snapshot, to rows of {@code applied}. */
    boolean hide(long seq, long applied) {
        return replaced.stream().anyMatch(jump -> jump.from < seq && seq <= jump.to && jump.to <= applied);
    }
}
