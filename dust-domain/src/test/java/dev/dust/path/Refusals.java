package dev.dust.path;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dust.error.InvalidRequestException;

/** What was refused. */
final class Refusals {
    private Refusals() {
    }

    /** The refusal of a call; fails if there is none. */
    static InvalidRequestException of(Runnable call) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, call::run);
        if (refusal == null) {
            throw new AssertionError("not refused");
        }
        return refusal;
    }
}
