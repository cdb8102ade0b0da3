/** Clients and servers over sockets. */
@NullMarked
package dev.dust.benchmarks.socket;

import org.jspecify.annotations.NullMarked;
