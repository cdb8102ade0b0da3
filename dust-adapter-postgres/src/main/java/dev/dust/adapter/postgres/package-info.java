/** A cache in PostgreSQL. {@link dev.dust.adapter.postgres.PostgresCache} is where to begin. */
package dev.dust.adapter.postgres;
