package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.stores;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Ledgers that go wrong where they say which pushes they have taken. */
final class BrokenRecognition {
    private static final String ALL = "recognised_isWhatWouldBeToldItsOpsAgain";

    private BrokenRecognition() {
    }

    static Stream<BrokenLedger> all() {
        return Stream.of(
                new BrokenLedger("recognises nothing", ALL, () -> recognising((store, ids) -> Map.of())),
                new BrokenLedger("recognises pushes that it has refused", ALL, () -> recognising((store, ids) -> {
                    var recognised = new HashMap<>(store.recognised(ids));
                    ids.forEach(id -> recognised.putIfAbsent(id, store.head().seq()));
                    return recognised;
                })),
                new BrokenLedger("tells the first op of a push", ALL, () -> recognising((store, ids) -> {
                    var recognised = new HashMap<OpId, Long>();
                    store.after(0, Integer.MAX_VALUE).events().stream()
                            .filter(event -> event.opId() != null && ids.contains(event.opId()))
                            .forEach(event -> recognised.putIfAbsent(event.opId(), event.storeSeq()));
                    return recognised;
                })),
                new BrokenLedger("recognises what it has forgotten", "compaction_leavesLaterIds", () -> {
                    var ever = new HashMap<OpId, Long>();
                    return stores(store -> new OverStoreLedger(store) {
                        @Override
                        public void compact(long uptoSeq) {
                            after(0, Integer.MAX_VALUE).events().forEach(event -> ever.put(event.opId(), event.storeSeq()));
                            super.compact(uptoSeq);
                        }

                        @Override
                        public Map<OpId, Long> recognised(Collection<OpId> ids) {
                            var recognised = new HashMap<>(ever);
                            recognised.keySet().retainAll(ids);
                            return recognised;
                        }
                    });
                }),
                new BrokenLedger("recognises what is left of a push", "compactionWithinAPush_forgetsIt",
                        () -> recognising((store, ids) -> {
                            var recognised = new HashMap<OpId, Long>();
                            store.after(0, Integer.MAX_VALUE).events()
                                    .forEach(event -> recognised.put(event.opId(), event.storeSeq()));
                            return recognised;
                        })),
                new BrokenLedger("recognises what is in the history alone", "retention_takesOldOps_andKeepsTheirIdsForAWhile",
                        () -> recognising((store, ids) -> {
                            var recognised = new HashMap<>(store.recognised(ids));
                            recognised.values().removeIf(seq -> seq <= store.head().compactedSeq());
                            return recognised;
                        })));
    }

    /** How a store tells. */
    private interface Recognition {
        Map<OpId, Long> of(StoreLedger store, Collection<OpId> ids);
    }

    private static Ledger recognising(Recognition recognition) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public Map<OpId, Long> recognised(Collection<OpId> ids) {
                return recognition.of(inner, ids);
            }
        });
    }
}
