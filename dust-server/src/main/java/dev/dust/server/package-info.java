/**
 * A Dust server: the whole protocol on a socket, in any JVM. {@link dev.dust.server.Server} is the entry point.
 */
@NullMarked
package dev.dust.server;

import org.jspecify.annotations.NullMarked;
