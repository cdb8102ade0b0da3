package dev.dust.sync;

/** Hands out refs of messages, unique on a connection. */
@FunctionalInterface
public interface Refs {
    /** A ref that was not used before. */
    String next();
}
