package dev.dust.sync;

/** Hands out refs of messages, unique on a connection. */
@FunctionalInterface
public interface RefGenerator {
    /** A ref that was not used before. */
    String next();
}
