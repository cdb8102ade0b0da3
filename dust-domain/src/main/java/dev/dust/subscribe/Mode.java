package dev.dust.subscribe;

/** Which ops a subscription hears; rows that are there already it hears in every mode. */
public enum Mode {
    /** Everything once: own writes when they are made (and if they are refused), those of others when they are committed. */
    ALL,
    /** Committed ops, own ones included. */
    COMMITTED,
    /** Own writes when they are made, and if they are refused. */
    OPTIMISTIC;

    /** Whether a subscription of this mode hears {@code event}. */
    public boolean hears(DustEvent event) {
        return switch (event) {
            case DustEvent.Present present -> true;
            case DustEvent.Local local -> this != COMMITTED;
            case DustEvent.Refused refused -> this != COMMITTED;
            case DustEvent.Committed committed -> this == COMMITTED || this == ALL && !committed.own();
        };
    }
}
