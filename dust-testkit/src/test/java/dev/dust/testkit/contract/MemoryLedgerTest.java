package dev.dust.testkit.contract;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;

class MemoryLedgerTest implements LedgerContract {

    @Override
    public Ledger openLedger() {
        return new MemoryLedger(System::currentTimeMillis, Dialect.OWN::changesOf);
    }
}
