package dev.dust.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The server does not give a file away, has none of this hash, or does not take one. */
public final class FileRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A refusal.
     *
     * @param reason  a short name for programs: {@code unauthorized}, {@code not_found}, {@code too_large}
     * @param message for people
     */
    public FileRefusedException(String reason, @Nullable String message) {
        super(message);
        this.reason = reason;
    }

    /** A short name for programs: {@code unauthorized}, {@code not_found}, {@code too_large}. */
    public String reason() {
        return reason;
    }
}
