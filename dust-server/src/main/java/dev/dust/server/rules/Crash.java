package dev.dust.server.rules;

/**
 * The public server does not refuse what it cannot digest: its channel crashes. The client is told {@code phx_error}, its push
 * is never answered, and its membership is over.
 */
public final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A crash over {@code what} was not digested. */
    public Crash(String what) {
        super(what, null, false, false);
    }
}
