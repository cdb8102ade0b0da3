/** A cache in PostgreSQL. {@link dev.dust.adapter.postgres.PostgresCache} is where to begin. */
@NullMarked
package dev.dust.adapter.postgres;

import org.jspecify.annotations.NullMarked;
