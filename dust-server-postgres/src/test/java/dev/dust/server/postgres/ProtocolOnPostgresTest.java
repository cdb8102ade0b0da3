package dev.dust.server.postgres;

import dev.dust.server.ProtocolTest;
import dev.dust.server.ledger.Ledger;
import dev.dust.testkit.postgres.TestPostgres;
import org.junit.jupiter.api.Tag;

/** Clients cannot tell that a server has its stores in PostgreSQL. */
@Tag("postgres")
class ProtocolOnPostgresTest extends ProtocolTest {
    @Override
    protected Ledger ledger() {
        return PostgresLedger.open(TestPostgres.newDatabase().dataSource(), PostgresLedgerOptions.defaults());
    }
}
