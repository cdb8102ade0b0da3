package dev.dust;

/**
 * How a store stands.
 *
 * @param store        its name
 * @param connection   with the server
 * @param problem      why it is not connected, or why the cache cannot be written; for people, null if all is well
 * @param lastStoreSeq up to where the server's history is applied here
 * @param pendingOps   how many ops the server has not settled
 * @param entryCount   how many committed rows there are; -1 if the cache cannot be read now
 * @param capabilities what the server allows
 */
public record StoreStatus(String store, ConnectionStatus connection, String problem, long lastStoreSeq, int pendingOps,
        long entryCount, Capabilities capabilities) {
}
