package dev.dust.engine;

import dev.dust.sync.Membership;
import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * Where a store stands, at one moment.
 *
 * @param membership with the server
 * @param applied    up to which seq its history is applied
 * @param pendingOps how many ops the server has not settled
 * @param welcome    the server's answer to the last join that it accepted; empty before
 * @param refusal    why it refused the last join; empty unless it did
 * @param fault      why the cache cannot be written, or null
 * @param trouble    what else is wrong, for people: the server fails on something, or something of it is missing here; or null
 * @param missing    how many events and rows of the server's could not be read, and are missing here
 * @param oldestPendingAt when the oldest of the ops that are not settled was made, Unix milliseconds; 0 if there is none
 * @param cacheAwaySince  since when the cache is away, Unix milliseconds; 0 while it is there
 */
public record EngineStatus(Membership membership, long applied, int pendingOps, MapValue welcome, MapValue refusal,
        @Nullable String fault,
        @Nullable String trouble, long missing, long oldestPendingAt, long cacheAwaySince) {
}
