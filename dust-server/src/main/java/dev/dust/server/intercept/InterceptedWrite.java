package dev.dust.server.intercept;

import dev.dust.value.MapValue;

/** A push that changes a store, on its way from a client to the store. To be applied once, or not at all. */
public interface InterceptedWrite {
    /**
     * Lets the store decide; members hear of what it commits.
     *
     * @return the payload of the reply
     */
    MapValue apply();

    /** The same, and members do not hear of it. */
    MapValue applyUnheard();
}
