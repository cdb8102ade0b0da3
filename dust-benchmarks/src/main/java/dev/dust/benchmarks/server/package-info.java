/** Servers on PostgreSQL, and the members of one store. */
@NullMarked
package dev.dust.benchmarks.server;

import org.jspecify.annotations.NullMarked;
