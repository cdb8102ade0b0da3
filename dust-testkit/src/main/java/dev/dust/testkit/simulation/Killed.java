package dev.dust.testkit.simulation;

/**
 * The process dies here: thrown from within its cache. The client survives that, as it does whatever a cache throws, but
 * nothing that it does from then on has an effect, and when it returns it is gone.
 */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
