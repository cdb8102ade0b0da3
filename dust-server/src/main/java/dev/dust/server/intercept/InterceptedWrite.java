package dev.dust.server.intercept;

import dev.dust.value.MapValue;
import java.util.concurrent.CompletableFuture;

/** A push that changes a store, on its way from a client to the store. To be applied once, or not at all. */
public interface InterceptedWrite {
    /**
     * Lets the store decide; members hear of what it commits.
     *
     * @return the payload of the reply, or what the server failed with. It need not be there yet: later ones of the same client
     *         may be applied meanwhile
     */
    CompletableFuture<MapValue> apply();

    /** The same, and members do not hear of it. */
    CompletableFuture<MapValue> applyUnheard();
}
