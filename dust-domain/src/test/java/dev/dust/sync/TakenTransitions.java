package dev.dust.sync;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what state machines did. Safe for every thread. */
public final class TakenTransitions implements Transitions {
    private final Set<List<Enum<?>>> taken = ConcurrentHashMap.newKeySet();

    @Override
    public void taken(Enum<?> from, Enum<?> signal, Enum<?> to) {
        taken.add(Arrays.asList(from, signal, to));
    }

    /** The rows of {@code table} that no machine has taken. */
    public <S extends Enum<S>, E extends Enum<E>> List<TransitionTable.Row<S, E>> neverTaken(TransitionTable<S, E> table) {
        return table.rows().stream().filter(row -> !taken.contains(Arrays.asList(row.from(), row.signal(), row.to())))
                .toList();
    }
}
