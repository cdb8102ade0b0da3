/** A real PostgreSQL for tests. {@link dev.dust.testkit.postgres.TestPostgres} is where to begin. */
@NullMarked
package dev.dust.testkit.postgres;

import org.jspecify.annotations.NullMarked;
