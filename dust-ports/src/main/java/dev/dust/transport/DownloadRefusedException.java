package dev.dust.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The server does not give a file away, or has none of this hash. */
public final class DownloadRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A refusal.
     *
     * @param reason  a short name for programs: {@code unauthorized}, or {@code not_found}
     * @param message for people
     */
    public DownloadRefusedException(String reason, @Nullable String message) {
        super(message);
        this.reason = reason;
    }

    /** A short name for programs: {@code unauthorized}, or {@code not_found}. */
    public String reason() {
        return reason;
    }
}
