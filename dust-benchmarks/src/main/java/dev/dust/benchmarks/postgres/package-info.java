/** The cache on PostgreSQL. */
@NullMarked
package dev.dust.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
