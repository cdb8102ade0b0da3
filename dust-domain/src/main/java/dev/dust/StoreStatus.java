package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * How a store stands.
 *
 * @param store        its name
 * @param connection   with the server
 * @param problem      why it is not connected, why the cache cannot be written, on what the server fails, or what is missing
 *                     here; for people, null if all is well
 * @param lastStoreSeq up to where the server's history is applied here
 * @param pendingOps   how many ops the server has not settled
 * @param entryCount   how many committed rows there are; -1 if the cache cannot be read now
 * @param missing      how many events and rows of the server's could not be read, and are missing here: what they were about
 *                     may be outdated. 0 if nothing is
 * @param capabilities what the server allows
 */
public record StoreStatus(String store, ConnectionStatus connection, @Nullable String problem, long lastStoreSeq,
        int pendingOps,
        long entryCount, long missing, Capabilities capabilities) {
}
