/** A real PostgreSQL for tests. {@link dev.dust.testkit.postgres.TestPostgres} is where to begin. */
package dev.dust.testkit.postgres;
