package dev.dust.transport;

/**
 * What a client says of itself when it connects (docs/protocol.md#connecting).
 *
 * @param deviceId the client's id, {@code dev_...}
 * @param capver   the protocol version that it speaks
 */
public record Handshake(String deviceId, int capver) {
}
