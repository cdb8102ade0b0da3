/** Reads, writes, subscriptions and snapshots in memory, beside the yardsticks. */
@NullMarked
package dev.dust.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
