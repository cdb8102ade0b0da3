/** The ledger of a Dust server in PostgreSQL: {@link dev.dust.server.postgres.PostgresLedger}. */
@NullMarked
package dev.dust.server.postgres;

import org.jspecify.annotations.NullMarked;
