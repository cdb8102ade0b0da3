package dev.dust.testkit.contract;

import dev.dust.server.ledger.Ledger;
import dev.dust.testkit.contract.PassingLedger.OverLedger;
import java.util.Optional;

/** A right ledger that several servers have, and that survives them. */
class SharedLedgerTest implements LedgerContract {

    @Override
    public Ledger openLedger() {
        return new OverLedger(PassingLedger.right());
    }

    @Override
    public Optional<Ledger> another(Ledger opened) {
        return Optional.of(new OverLedger(((OverLedger) opened).inner));
    }

    @Override
    public Optional<Ledger> reopen(Ledger closed) {
        return another(closed);
    }
}
