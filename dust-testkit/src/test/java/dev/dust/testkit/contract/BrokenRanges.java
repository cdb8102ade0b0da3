package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.stores;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import java.util.stream.Stream;

/** Ledgers that go wrong where a range begins and ends. */
final class BrokenRanges {
    private static final String RULE = "range_givesTheFirstRowsBetweenTwoBounds";

    private BrokenRanges() {
    }

    static Stream<BrokenLedger> all() {
        return Stream.of(
                new BrokenLedger("ends a range with its bound", RULE,
                        () -> ranges((store, from, to, most) -> store.range(from, to == null ? null : to + "\0", most))),
                new BrokenLedger("begins a range behind its bound", RULE,
                        () -> ranges((store, from, to, most) -> store.range(from + "\0", to, most))),
                new BrokenLedger("gives one row too many", RULE,
                        () -> ranges((store, from, to, most) -> store.range(from, to, most + 1))),
                new BrokenLedger("says that a range is of the beginning", RULE,
                        () -> ranges((store, from, to, most) -> new RowRange(0, store.range(from, to, most).rows()))));
    }

    /** How a ledger reads a range. */
    private interface Ranges {
        RowRange of(StoreLedger store, String from, String to, int most);
    }

    private static Ledger ranges(Ranges ranges) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public RowRange range(String from, String to, int most) {
                return ranges.of(inner, from, to, most);
            }
        });
    }
}
