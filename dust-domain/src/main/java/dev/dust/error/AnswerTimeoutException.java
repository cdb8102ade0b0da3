package dev.dust.error;

import dev.dust.value.MapValue;

/** The server has not answered in time. A write stays in the outbox and may still be accepted; a lease op is given up. */
public final class AnswerTimeoutException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public AnswerTimeoutException(String message) {
        super("timeout", message, MapValue.EMPTY, null);
    }
}
