package dev.dust.server.postgres;

import dev.dust.server.ledger.Ledger;
import dev.dust.testkit.contract.LedgerContract;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresLedgerTest implements LedgerContract {
    private static final TestDatabase DATABASE = TestPostgres.newDatabase();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final Map<Ledger, String> SCHEMA_OF = new ConcurrentHashMap<>();

    @Override
    public Ledger openLedger() {
        return open("ledger" + SCHEMAS.incrementAndGet());
    }

    @Override
    public Optional<Ledger> another(Ledger opened) {
        return Optional.of(open(SCHEMA_OF.get(opened)));
    }

    @Override
    public Optional<Ledger> reopen(Ledger closed) {
        return another(closed);
    }

    private static Ledger open(String schema) {
        Ledger ledger = PostgresLedger.open(DATABASE.url(), null, null, PostgresLedgerOptions.defaults().schema(schema));
        SCHEMA_OF.put(ledger, schema);
        return ledger;
    }
}
