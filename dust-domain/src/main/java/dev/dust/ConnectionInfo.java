package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * How the client's connection stands.
 *
 * @param status   where it is
 * @param deviceId the id by which the server knows this client; empty while the cache, which keeps it, has not been there
 * @param problem  why it is not there, for people; null while it is
 */
public record ConnectionInfo(ConnectionStatus status, String deviceId, @Nullable String problem) {
}
