package dev.dust.cli;

import org.jspecify.annotations.Nullable;

/** Something that a user is told in one line, and no mistake of the program's. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(@Nullable String message) {
        super(message);
    }
}
