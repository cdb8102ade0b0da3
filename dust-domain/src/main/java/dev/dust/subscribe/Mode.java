package dev.dust.subscribe;

/** Which events a subscription hears; bootstrap events it always does. */
public enum Mode {
    /** Everything once: own writes when they are made (and if they are refused), those of others when they are committed. */
    ALL,
    /** Committed ops, own ones included. */
    COMMITTED,
    /** Own writes when they are made, and if they are refused. */
    OPTIMISTIC;

    /** Whether a subscription of this mode hears {@code event}. */
    public boolean hears(DustEvent event) {
        return switch (event.kind()) {
            case PRESENT -> true;
            case LOCAL, REFUSED -> this != COMMITTED;
            case COMMITTED -> this == COMMITTED || this == ALL && !event.wasOwn();
        };
    }
}
