package dev.dust.error;

import dev.dust.value.MapValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Dust has to complain about. {@link #reason()} is a short name for programs, the server's own where it comes
 * from the server (docs/protocol.md#refusals); {@link #getMessage()} is for people and says what to do.
 */
public abstract sealed class DustException extends RuntimeException permits InvalidRequestException, RefusedException,
        UnavailableException, AnswerTimeoutException, ClosedException, DiscardedException, OutboxFullException,
        StorageException, NotFoundException, FileException,
        FlightAbortedException, LeaseLostException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient MapValue details;

    DustException(String reason, @Nullable String message, MapValue details, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.details = details;
    }

    /** A short, stable name of what went wrong, such as {@code conflict} or {@code empty_segment}; never null. */
    public final String reason() {
        return reason;
    }

    /** All that the server said about it; empty where it said nothing or was not asked. Never null. */
    public final MapValue details() {
        return details == null ? MapValue.EMPTY : details;
    }
}
