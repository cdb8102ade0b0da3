package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;

/**
 * Who is at the other end of a connection.
 *
 * @param token    as it was sent
 * @param access   what the token may do
 * @param deviceId the device, as it calls itself
 * @param format   how it writes frames
 */
public record Client(String token, Access access, String deviceId, Format format) {
}
