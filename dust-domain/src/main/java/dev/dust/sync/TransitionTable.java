package dev.dust.sync;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A state machine as a table that can be read as one. Remembers which transitions were taken, so that a test can tell when one
 * never is.
 *
 * @param <S> the states
 * @param <E> the signals
 */
public final class TransitionTable<S extends Enum<S>, E extends Enum<E>> {
    private final Map<S, Map<E, S>> table;
    private final Class<E> signals;
    private final boolean[][] taken;

    /** A table without transitions. */
    public TransitionTable(Class<S> states, Class<E> signals) {
        this.table = new EnumMap<>(states);
        this.signals = signals;
        this.taken = new boolean[states.getEnumConstants().length][signals.getEnumConstants().length];
    }

    /** Adds a row. */
    public TransitionTable<S, E> on(S from, E signal, S to) {
        table.computeIfAbsent(from, state -> new EnumMap<>(signals)).put(signal, to);
        return this;
    }

    /** Where {@code signal} leads from {@code from}; null if it means nothing there. */
    public S next(S from, E signal) {
        Map<E, S> row = table.get(from);
        S to = row == null ? null : row.get(signal);
        if (to != null) {
            taken[from.ordinal()][signal.ordinal()] = true;
        }
        return to;
    }

    /** The transitions that were never taken in this JVM, as {@code STATE + SIGNAL}. */
    public List<String> neverTaken() {
        var never = new ArrayList<String>();
        table.forEach((from, row) -> row.forEach((signal, to) -> {
            if (!taken[from.ordinal()][signal.ordinal()]) {
                never.add(from + " + " + signal);
            }
        }));
        return never;
    }
}
