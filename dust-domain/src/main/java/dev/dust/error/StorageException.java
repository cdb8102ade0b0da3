package dev.dust.error;

import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * The cache cannot be read or written now. A write that met this was not stored and will not be sent, unless {@link #isInDoubt}
 * says that this is not known.
 */
public final class StorageException extends DustException {
    private static final long serialVersionUID = 1L;

    private final boolean inDoubt;

    /** With words for people, and where it came from (may be null). */
    public StorageException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private StorageException(String message, @Nullable Throwable cause, boolean inDoubt) {
        super("storage", message, MapValue.EMPTY, cause);
        this.inDoubt = inDoubt;
    }

    /** That of a write of which it is not known whether it was stored; {@code cause} may be null. */
    public static StorageException inDoubt(String message, @Nullable Throwable cause) {
        return new StorageException(message, cause, true);
    }

    /**
     * Whether the cache failed in the middle of storing a write, so that the write may be stored. This client removes it as
     * soon as the cache answers; where the process ends before that, or loses the outbox to another one, the write is sent if
     * it was stored.
     */
    public boolean isInDoubt() {
        return inDoubt;
    }
}
