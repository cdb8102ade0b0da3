package dev.dust;

import dev.dust.sync.Transitions;

/** Every step of every state machine as a line at TRACE, for those who look into what a client did. */
final class TransitionLog {
    private static final System.Logger LOG = System.getLogger("dev.dust.transitions");

    private TransitionLog() {
    }

    /** What writes the lines; it costs nothing where TRACE is off when the client is made. */
    static Transitions transitions() {
        if (!LOG.isLoggable(System.Logger.Level.TRACE)) {
            return Transitions.UNHEARD;
        }
        return (from, signal, to) -> LOG.log(System.Logger.Level.TRACE,
                () -> from.getDeclaringClass().getSimpleName() + ": " + from + " + " + signal + " -> " + to);
    }
}
