package dev.dust.codec;

import org.jspecify.annotations.Nullable;

/** Bytes that are no value of their format, or an object that is no value; the message says where and why. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public CodecException(String message) {
        super(message);
    }

    /** With what is wrong, and the parser's own words. */
    public CodecException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
