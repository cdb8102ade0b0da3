/**
 * A server without a socket, for the clients in its own JVM. {@link dev.dust.server.local.LocalTransport} is the entry point.
 */
@NullMarked
package dev.dust.server.local;

import org.jspecify.annotations.NullMarked;
