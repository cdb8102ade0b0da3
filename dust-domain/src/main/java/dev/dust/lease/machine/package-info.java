/**
 * How a lease and a flight go on, as tables of transitions that act (docs/architecture.md#journey-flight). No thread, clock,
 * random source or port: what drives these machines is in {@code dev.dust}.
 */
@NullMarked
package dev.dust.lease.machine;

import org.jspecify.annotations.NullMarked;
