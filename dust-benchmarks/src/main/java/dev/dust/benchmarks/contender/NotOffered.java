package dev.dust.benchmarks.contender;

/** A contender has no such thing, or its server cannot be had on this machine: no failure, and no figure either. */
public final class NotOffered extends Exception {
    private static final long serialVersionUID = 1;

    /** With what is missing, as a person is told. */
    public NotOffered(String what) {
        super(what);
    }
}
