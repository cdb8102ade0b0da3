package dev.dust.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A {@link TransitionTable} each row of which also says what to do. Complete before it is used, and then safe for every thread.
 *
 * @param <S> the states
 * @param <E> the signals
 * @param <M> the machine that a row acts on
 */
public final class ActingTable<S extends Enum<S>, E extends Enum<E>, M> {
    private final TransitionTable<S, E> transitions;
    private final Map<List<Enum<?>>, Consumer<? super M>> acts = new HashMap<>();

    /** A table without rows. */
    public ActingTable(Class<S> states, Class<E> signals) {
        transitions = new TransitionTable<>(states, signals);
    }

    /** Adds a row; only while the table is made. */
    public ActingTable<S, E, M> on(S from, E signal, S to, Consumer<? super M> act) {
        transitions.on(from, signal, to);
        acts.put(List.of(from, signal), act);
        return this;
    }

    /** Adds the same row for each of several states; only while the table is made. */
    public ActingTable<S, E, M> onEach(Collection<S> from, E signal, S to, Consumer<? super M> act) {
        from.forEach(state -> on(state, signal, to, act));
        return this;
    }

    /** Adds a row for each of several states, which it leaves as they are; only while the table is made. */
    public ActingTable<S, E, M> onEach(Collection<S> states, E signal, Consumer<? super M> act) {
        states.forEach(state -> on(state, signal, state, act));
        return this;
    }

    /** Where the signals lead. */
    public TransitionTable<S, E> transitions() {
        return transitions;
    }

    /**
     * Does what the row of {@code signal} in {@code from} says.
     *
     * @throws NullPointerException if there is no such row
     */
    public void act(S from, E signal, M machine) {
        Objects.requireNonNull(acts.get(List.of(from, signal)), "no such row").accept(machine);
    }
}
