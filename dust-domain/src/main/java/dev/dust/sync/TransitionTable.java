package dev.dust.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * A state machine as a table that can be read as one. Complete before it is used, and then safe for every thread.
 *
 * @param <S> the states
 * @param <E> the signals
 */
public final class TransitionTable<S extends Enum<S>, E extends Enum<E>> {
    private final List<List<S>> table = new ArrayList<>();
    private final List<Row<S, E>> rows = new ArrayList<>();

    /**
     * One transition.
     *
     * @param <S> the states
     * @param <E> the signals
     */
    public record Row<S, E>(S from, E signal, S to) {
    }

    /** A table without transitions. */
    public TransitionTable(Class<S> states, Class<E> signals) {
        int width = signals.getEnumConstants().length;
        for (int i = 0; i < states.getEnumConstants().length; i++) {
            var row = new ArrayList<S>(width);
            for (int j = 0; j < width; j++) {
                row.add(null);
            }
            table.add(row);
        }
    }

    /** Adds a row; only while the table is made. */
    @SuppressWarnings("EnumOrdinal") // Places in lists that the enums themselves were the measure of.
    public TransitionTable<S, E> on(S from, E signal, S to) {
        if (table.get(from.ordinal()).set(signal.ordinal(), to) != null) {
            throw new IllegalArgumentException(from + " and " + signal + " are in the table already");
        }
        rows.add(new Row<>(from, signal, to));
        return this;
    }

    /** Where {@code signal} leads from {@code from}; null if it means nothing there. */
    @SuppressWarnings("EnumOrdinal")
    public S next(S from, E signal) {
        return table.get(from.ordinal()).get(signal.ordinal());
    }

    /** All transitions, in the order in which they were added. */
    public List<Row<S, E>> rows() {
        return List.copyOf(rows);
    }
}
