package dev.dust.server.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What names an op in its store, whenever and over whichever server it is sent.
 *
 * @param deviceId   who sent it
 * @param clientOpId what it is called there
 */
public record OpId(String deviceId, String clientOpId) {

    /** The id of both, or null if one is missing. */
    public static @Nullable OpId of(@Nullable String deviceId, @Nullable String clientOpId) {
        return deviceId == null || clientOpId == null ? null : new OpId(deviceId, clientOpId);
    }
}
