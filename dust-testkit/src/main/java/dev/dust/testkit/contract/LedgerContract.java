package dev.dust.testkit.contract;

/**
 * The law of {@link dev.dust.server.ledger.Ledger}, to be proved by a ledger's tests:
 *
 * <pre>{@code
 * class SqliteLedgerTest implements LedgerContract {
 *     @Override
 *     public Ledger openLedger() {
 *         return new SqliteLedger(newTemporaryFile());
 *     }
 * }
 * }</pre>
 *
 * <p>Each method is named for the rule that it proves. A ledger that several servers may have implements {@link #another} too,
 * a durable one {@link #reopen}.
 */
public interface LedgerContract
        extends
            LedgerBatchContract,
            LedgerIdContract,
            LedgerTakeoverContract,
            LedgerRowContract,
            LedgerHistoryContract,
            LedgerCompactionContract,
            LedgerFollowingContract,
            LedgerSharingContract {
}
