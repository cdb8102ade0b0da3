package dev.dust.testkit.contract;

import dev.dust.server.ledger.Ledger;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A ledger with one mistake, and the tests that its author would run.
 *
 * @param mistake  what it does wrong
 * @param rule     the contract's method that must find it
 * @param broken   makes one
 * @param another  makes another server's of one, or one that was opened again
 */
record BrokenLedger(String mistake, String rule, Supplier<Ledger> broken, UnaryOperator<Ledger> another)
        implements
            LedgerContract {

    /** One that a single server has. */
    BrokenLedger(String mistake, String rule, Supplier<Ledger> broken) {
        this(mistake, rule, broken, opened -> opened);
    }

    @Override
    public Ledger openLedger() {
        return broken.get();
    }

    @Override
    public Optional<Ledger> another(Ledger opened) {
        return Optional.of(another.apply(opened));
    }

    @Override
    public Optional<Ledger> reopen(Ledger closed) {
        return Optional.of(another.apply(closed));
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(300);
    }

    @Override
    public String toString() {
        return mistake;
    }
}
