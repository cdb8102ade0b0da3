package dev.dust.testkit.simulation;

/**
 * The process dies here: thrown from within its cache, through the client, to whoever called it. An error, so that nobody on the
 * way takes it for a cache that is away.
 */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
