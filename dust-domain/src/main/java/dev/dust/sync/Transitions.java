package dev.dust.sync;

/** Hears of every step of every state machine, for a log or a test. It must not throw, and must not take long. */
@FunctionalInterface
public interface Transitions {
    /** Hears nothing. */
    Transitions UNHEARD = (from, signal, to) -> {
    };

    /**
     * A machine has moved, or stayed where the table says so.
     *
     * @param from   where it was
     * @param signal what moved it
     * @param to     where it is
     */
    void taken(Enum<?> from, Enum<?> signal, Enum<?> to);
}
