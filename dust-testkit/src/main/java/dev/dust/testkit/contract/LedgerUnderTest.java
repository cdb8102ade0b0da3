package dev.dust.testkit.contract;

import dev.dust.server.ledger.Ledger;
import java.time.Duration;
import java.util.Optional;

/** What the contract asks of the ledger whose tests inherit it. */
public interface LedgerUnderTest {

    /** A ledger without any store. Called once for each test, which closes it. */
    Ledger openLedger();

    /**
     * The same ledger as another server has it. To be given by a ledger that several servers may have; the test closes it.
     *
     * @param opened a ledger that {@link #openLedger} gave and that is open
     * @return empty for a ledger that one server has
     */
    default Optional<Ledger> another(Ledger opened) {
        return Optional.empty();
    }

    /**
     * Opens what a closed ledger left behind, as a server does that starts again. To be given by a durable ledger.
     *
     * @param closed a ledger that {@link #openLedger} gave and that was closed since
     * @return empty for a ledger that is not durable
     */
    default Optional<Ledger> reopen(Ledger closed) {
        return Optional.empty();
    }

    /** How long to wait for something that takes no time on a good day, before it counts as stuck. */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }
}
