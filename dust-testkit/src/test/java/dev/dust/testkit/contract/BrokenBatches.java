package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.pushes;
import static dev.dust.testkit.contract.PassingLedger.stores;
import static dev.dust.testkit.contract.PassingLedger.views;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.testkit.contract.PassingLedger.OverLedger;
import dev.dust.testkit.contract.PassingLedger.OverPush;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverView;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Ledgers that go wrong where pushes are decided and written. */
final class BrokenBatches {
    private static final long PAUSE_NANOS = 200_000;

    private BrokenBatches() {
    }

    static Stream<BrokenLedger> all() {
        var all = Stream.<BrokenLedger>builder();
        all.add(new BrokenLedger("begins at seq 1", "newStore_isEmptyAndAtSeqZero", () -> stores(
                store -> heads(store, head -> new Head(Math.max(1, head.seq()), 0, head.rows(), head.archived())))));
        all.add(new BrokenLedger("keeps all stores in one", "stores_areApart", () -> new OverLedger(PassingLedger.right()) {
            @Override
            public StoreLedger make(String store) {
                return super.make(ContractLedger.STORE);
            }
        }));
        all.add(new BrokenLedger("makes a store that is looked for", "stores_areApart",
                () -> new OverLedger(PassingLedger.right()) {
                    @Override
                    public StoreLedger find(String store) {
                        return make(store);
                    }
                }));
        all.add(new BrokenLedger("names stores in no order", "stores_areApart", () -> new OverLedger(PassingLedger.right()) {
            @Override
            public Set<String> stores() {
                return new LinkedHashSet<>(List.copyOf(super.stores()).reversed());
            }
        }));
        all.add(new BrokenLedger("gives a refusal a number, too", "ops_areNumberedWithoutAHole",
                () -> writing((batch, store) -> {
                    List<Outcome> outcomes = store.write(batch);
                    if (outcomes.stream().anyMatch(outcome -> !outcome.orThrow().ok())) {
                        store.write(List.of(ContractLedger.put("refused", 1)));
                    }
                    return outcomes;
                })));
        all.add(new BrokenLedger("numbers ops itself, whatever they say", "opOfAnotherNumber_isNotWritten",
                () -> verdicts((verdict, view) -> renumbered(verdict, view.seq()))));
        all.add(new BrokenLedger("answers in the order in which it likes", "batch_isAnsweredPushByPush",
                () -> writing((batch, store) -> store.write(batch).reversed())));
        all.add(new BrokenLedger("answers refusals as what was accepted", "batch_isAnsweredPushByPush",
                () -> verdicts((verdict, view) -> new Verdict(true, verdict.response(), verdict.ops(), true))));
        all.add(new BrokenLedger("decides all pushes over what was before the batch", "push_seesWhatThoseBeforeItLeft",
                () -> stale(0)));
        all.add(new BrokenLedger("tells the rules no ops of their own batch", "push_seesWhatThoseBeforeItLeft",
                () -> views(view -> new OverView(view) {
                    @Override
                    public List<Event> opsAfter(long seq) {
                        return List.of();
                    }
                })));
        all.add(new BrokenLedger("goes no further than a refusal", "refusedPush_leavesNothing_andDisturbsNobody",
                () -> writing(BrokenBatches::untilRefused)));
        all.add(new BrokenLedger("counts a push that fails as refused", "failedPush_leavesNothing_andDisturbsNobody",
                () -> writing((batch, store) -> store.write(batch).stream()
                        .map(outcome -> outcome instanceof Outcome.Failed ? new Outcome.Judged(no()) : outcome).toList())));
        all.add(new BrokenLedger("writes push by push", "batchThatBreaksOff_changesNothing",
                () -> writing(BrokenBatches::oneByOne)));
        all.add(new BrokenLedger("shows a batch before it is whole", "reader_seesWholeBatches",
                () -> writing(BrokenBatches::oneByOne)));
        all.add(new BrokenLedger("decides over what it has read before", "writesOfManyThreads_areOneAfterTheOther",
                () -> stale(PAUSE_NANOS)));
        all.add(new BrokenLedger("has one lock for all stores", "stores_doNotWaitForEachOther", () -> {
            var lock = new ReentrantLock();
            return writing((batch, store) -> {
                lock.lock();
                try {
                    return store.write(batch);
                } finally {
                    lock.unlock();
                }
            });
        }));
        all.add(new BrokenLedger("has a clock that goes back", "time_neverGoesBack", () -> {
            var before = new AtomicLong(2_000_000_000_000L);
            return views(view -> new OverView(view) {
                @Override
                public long nowMillis() {
                    return before.decrementAndGet();
                }
            });
        }));
        all.add(new BrokenLedger("counts time in seconds", "time_neverGoesBack", () -> views(view -> new OverView(view) {
            @Override
            public long nowMillis() {
                return super.nowMillis() / 1_000;
            }
        })));
        all.add(new BrokenLedger("does not tell the rules of the archive", "archivedStore_saysSo",
                () -> views(view -> new OverView(view) {
                    @Override
                    public boolean archived() {
                        return false;
                    }
                })));
        ids().forEach(all::add);
        return all.build();
    }

    private static Stream<BrokenLedger> ids() {
        return Stream.of(
                new BrokenLedger("knows no ids", "pushThatComesAgain_isToldItsOps", () -> pushes(BrokenBatches::nameless)),
                new BrokenLedger("looks for ids when a batch begins", "pushThatComesAgainInItsBatch_isToldItsOps",
                        () -> writing((batch, store) -> {
                            var seen = new HashSet<OpId>();
                            return store.write(batch.stream()
                                    .map(push -> push.opId() == null || seen.add(push.opId()) ? push : nameless(push))
                                    .toList());
                        })),
                new BrokenLedger("remembers the last op of a push", "pushOfSeveralOps_isToldAllOfThem",
                        () -> pushes(push -> new OverPush(push) {
                            @Override
                            public Verdict again(List<Event> ops) {
                                return super.again(List.of(ops.getLast()));
                            }
                        })),
                new BrokenLedger("does not look at the ids of ops", "opOfAnotherId_isNotWritten",
                        () -> pushes(BrokenBatches::nameless)),
                new BrokenLedger("remembers refusals", "pushThatCommittedNothing_isDecidedAnew", () -> {
                    Map<OpId, Outcome> answered = new HashMap<>();
                    return writing((batch, store) -> batch.stream().map(push -> {
                        Outcome outcome = answered.getOrDefault(push.opId(), null);
                        outcome = outcome == null ? store.write(List.of(push)).getFirst() : outcome;
                        if (push.opId() != null) {
                            answered.put(push.opId(), outcome);
                        }
                        return outcome;
                    }).toList());
                }),
                new BrokenLedger("writes the two parts of an id in one", "ids_areApartByStoreAndDevice",
                        () -> knowing(id -> id.deviceId() + id.clientOpId(), false)),
                new BrokenLedger("looks at the first characters of an id", "ids_areApartByStoreAndDevice",
                        () -> knowing(id -> brief(id.deviceId()) + "\n" + brief(id.clientOpId()), false)),
                new BrokenLedger("ends an id at a zero", "ids_areApartByStoreAndDevice",
                        () -> knowing(id -> id.deviceId().split("\0", 2)[0] + "\n" + id.clientOpId().split("\0", 2)[0], false)),
                new BrokenLedger("takes ids for those of all stores", "ids_areApartByStoreAndDevice",
                        () -> knowing(OpId::toString, true)),
                new BrokenLedger("takes the names of ops for an id", "pushWithoutAnId_isAnotherEachTime",
                        () -> pushes(push -> new OverPush(push) {
                            @Override
                            public OpId opId() {
                                return new OpId("dev_a", "op_1");
                            }
                        })));
    }

    private static String brief(String text) {
        return text.substring(0, Math.min(100, text.length()));
    }

    /** A ledger that knows pushes by what {@code name} makes of their ids. */
    private static Ledger knowing(Function<OpId, String> name, boolean ofAllStores) {
        Map<String, List<Event>> known = new HashMap<>();
        return writing((batch, store) -> batch.stream().map(push -> {
            String key = push.opId() == null ? "" : name.apply(push.opId()) + (ofAllStores ? "" : "\n" + store.name());
            if (push.opId() != null && known.containsKey(key)) {
                return new Outcome.Judged(push.again(known.get(key)));
            }
            Outcome outcome = store.write(List.of(nameless(push))).getFirst();
            known.put(key, outcome.orThrow().events());
            return outcome;
        }).toList());
    }

    private static Push nameless(Push push) {
        return new OverPush(push) {
            @Override
            public OpId opId() {
                return null;
            }
        };
    }

    static StoreLedger heads(StoreLedger store, Function<Head, Head> rewrite) {
        return new OverStoreLedger(store) {
            @Override
            public Head head() {
                return rewrite.apply(super.head());
            }
        };
    }

    static Ledger writing(BiFunction<List<? extends Push>, StoreLedger, List<Outcome>> way) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                return way.apply(batch, inner);
            }
        });
    }

    static Ledger verdicts(BiFunction<Verdict, StoreView, Verdict> rewrite) {
        return pushes(push -> new OverPush(push) {
            @Override
            public Verdict judge(StoreView store) {
                return rewrite.apply(super.judge(store), store);
            }
        });
    }

    private static Ledger stale(long pauseNanos) {
        return stores(store -> stale(store, pauseNanos));
    }

    /** A store that reads all rows when a batch comes, and decides over them a while later. */
    static StoreLedger stale(StoreLedger store, long pauseNanos) {
        return new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                OverlaidRows before = copy(inner);
                LockSupport.parkNanos(pauseNanos);
                return inner.write(batch.stream().map(push -> (Push) new OverPush(push) {
                    @Override
                    public Verdict judge(StoreView view) {
                        return super.judge(new OverView(view) {
                            @Override
                            public Rows rows() {
                                return before;
                            }
                        });
                    }
                }).toList());
            }
        };
    }

    private static OverlaidRows copy(StoreLedger store) {
        try (var now = store.snapshot(); Stream<KeyedRow> rows = now.rows()) {
            return OverlaidRows.of(rows);
        }
    }

    private static List<Outcome> oneByOne(List<? extends Push> batch, StoreLedger store) {
        var outcomes = new ArrayList<Outcome>();
        for (Push push : batch) {
            outcomes.addAll(store.write(List.of(push)));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return outcomes;
    }

    private static List<Outcome> untilRefused(List<? extends Push> batch, StoreLedger store) {
        var outcomes = new ArrayList<Outcome>();
        for (Push push : batch) {
            boolean stopped = outcomes.stream().anyMatch(outcome -> !outcome.orThrow().ok());
            outcomes.add(stopped ? new Outcome.Judged(no()) : store.write(List.of(push)).getFirst());
        }
        return outcomes;
    }

    private static Verdict no() {
        return Verdict.refused(ContractLedger.response("reason", "no"));
    }

    private static Verdict renumbered(Verdict verdict, long seq) {
        var ops = new ArrayList<LedgerOp>();
        for (LedgerOp op : verdict.ops()) {
            Event event = op.event();
            ops.add(new LedgerOp(ContractLedger.event(seq + 1 + ops.size(), event.op(), event.path(), Value.NULL, event.opId()),
                    op.changes()));
        }
        return new Verdict(verdict.ok(), verdict.response(), ops, verdict.broadcast());
    }
}
