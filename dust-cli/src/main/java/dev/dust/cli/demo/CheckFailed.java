package dev.dust.cli.demo;

import org.jspecify.annotations.Nullable;

/** Something was not as it should be; the message says what was expected and what was seen. */
final class CheckFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckFailed(String what, Object expected, @Nullable Object seen) {
        super(what + ": expected " + expected + ", seen " + seen);
    }
}
