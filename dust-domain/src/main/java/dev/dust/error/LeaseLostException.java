package dev.dust.error;

import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/** A lease is held no more, so that what was to be done under it is not done, or was done in vain. */
public final class LeaseLostException extends DustException {
    private static final long serialVersionUID = 1L;

    /**
     * With the reason {@code lease_lost}.
     *
     * @param cause what the work threw that ran under it; null for nothing
     */
    public LeaseLostException(String message, @Nullable Throwable cause) {
        super("lease_lost", message, MapValue.EMPTY, cause);
    }
}
