/**
 * A Dust server in the JVM, with faults and a back door put around it: the whole protocol on a real socket, for tests and for
 * development. {@link dev.dust.testkit.server.DustServer} is the entry point.
 */
@NullMarked
package dev.dust.testkit.server;

import org.jspecify.annotations.NullMarked;
