package dev.dust.error;

import dev.dust.value.MapValue;

/** The work of a single-flight ended with an abort. {@link #reason()} is the reason that it gave. */
public final class FlightAbortedException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With the reason that the work gave. */
    public FlightAbortedException(String reason) {
        super(reason, "the work was aborted: " + reason, MapValue.EMPTY, null);
    }
}
