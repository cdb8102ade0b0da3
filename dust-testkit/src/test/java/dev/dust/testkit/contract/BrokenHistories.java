package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.changes;
import static dev.dust.testkit.contract.PassingLedger.stores;
import static dev.dust.testkit.contract.PassingLedger.views;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.testkit.contract.PassingLedger.OverPush;
import dev.dust.testkit.contract.PassingLedger.OverRows;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverView;
import dev.dust.testkit.contract.PassingLedger.Rewritten;
import dev.dust.time.Durations;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ledgers that go wrong in what they keep and what they say of it. */
final class BrokenHistories {
    private BrokenHistories() {
    }

    static Stream<BrokenLedger> all() {
        return Stream.of(rows(), histories(), compactions()).flatMap(broken -> broken);
    }

    private static Stream<BrokenLedger> rows() {
        return Stream.of(
                new BrokenLedger("removes a row with what is below it", "anyOps_giveTheRowsOfASortedMap",
                        () -> changing(changes -> new RowChanges(changes.removedBelow(),
                                Stream.concat(changes.removed().stream(), changes.removedBelow().stream()).toList(),
                                changes.written()))),
                new BrokenLedger("removes nothing below", "anyOps_giveTheRowsOfASortedMap",
                        () -> changing(changes -> new RowChanges(List.of(), changes.removed(), changes.written()))),
                new BrokenLedger("counts what is written, and not what is there", "anyOps_giveTheRowsOfASortedMap", () -> {
                    var written = new AtomicLong();
                    return stores(store -> BrokenBatches.heads(new OverStoreLedger(store) {
                        @Override
                        public List<Outcome> write(List<? extends Push> batch) {
                            List<Outcome> outcomes = super.write(batch);
                            outcomes.forEach(outcome -> outcome.orThrow().ops()
                                    .forEach(op -> written.addAndGet(op.changes().written().size())));
                            return outcomes;
                        }
                    }, head -> new Head(head.seq(), head.compactedSeq(), written.get(), head.archived())));
                }),
                new BrokenLedger("takes a row for one below itself", "anyOps_giveTheRowsOfASortedMap",
                        () -> rowsOfView(rows -> new OverRows(rows) {
                            @Override
                            public Stream<KeyedRow> below(String key) {
                                StoredRow own = get(key);
                                return own == null
                                        ? super.below(key)
                                        : Stream.concat(Stream.of(new KeyedRow(key, own)), super.below(key));
                            }
                        })),
                new BrokenLedger("estimates how many rows there are at most", "anyOps_giveTheRowsOfASortedMap",
                        () -> rowsOfView(rows -> new OverRows(rows) {
                            @Override
                            public long countAtMost() {
                                return count() / 2;
                            }
                        })),
                new BrokenLedger("writes before it removes", "op_removesBeforeItWrites", () -> changing(changes -> {
                    var left = new HashMap<>(changes.written());
                    left.keySet().removeIf(changes::removes);
                    return new RowChanges(changes.removedBelow(), changes.removed(), left);
                })),
                new BrokenLedger("sorts by chars", "hostileKeys_findTheirRows",
                        () -> snapshots((snapshot, store) -> new Rewritten(snapshot.seq(),
                                list(snapshot).stream().sorted(Comparator.comparing(KeyedRow::key)).toList()))),
                new BrokenLedger("looks at the first 1,000 chars of a key", "hostileKeys_findTheirRows",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public StoredRow row(String key) {
                                return key.length() <= 1_000
                                        ? super.row(key)
                                        : ContractLedger.rows(snapshot()).entrySet().stream()
                                                .filter(row -> row.getKey().startsWith(key.substring(0, 1_000)))
                                                .map(Map.Entry::getValue).findFirst().orElse(null);
                            }
                        })),
                new BrokenLedger("ignores case", "hostileKeys_findTheirRows",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public StoredRow row(String key) {
                                StoredRow lower = super.row(key.toLowerCase());
                                return lower == null ? super.row(key) : lower;
                            }
                        })),
                new BrokenLedger("keeps integers as floats", "rows_comeBackEqual",
                        () -> storing(row -> row.value() instanceof IntValue number && number.isLong()
                                ? new StoredRow(Value.of((double) number.longValue()), row.type(), row.revision())
                                : row)),
                new BrokenLedger("finds a row's type by its value", "rows_comeBackEqual",
                        () -> storing(row -> new StoredRow(row.value(), row.value().type(), row.revision()))),
                new BrokenLedger("counts revisions for itself", "rows_comeBackEqual",
                        () -> storing(row -> new StoredRow(row.value(), row.type(), 1))));
    }

    private static Stream<BrokenLedger> histories() {
        return Stream.of(
                new BrokenLedger("forgets what was sent", "ops_comeBackEqual",
                        () -> events(event -> event.withSent(event.value()))),
                new BrokenLedger("keeps no names without a device", "ops_comeBackEqual",
                        () -> events(event -> event.deviceId() == null
                                ? ContractLedger.event(event.storeSeq(), event.op(), event.path(), event.value(), null)
                                        .withSent(event.sent())
                                : event)),
                new BrokenLedger("takes a path for one segment", "ops_comeBackEqual",
                        () -> events(event -> new Event(event.storeSeq(), event.op(), List.of(event.path()), event.path(),
                                event.value(), event.deviceId(), event.clientOpId(), event.sent()))),
                new BrokenLedger("tells the rules the first ops", "ops_comeBackEqual", () -> views(view -> new OverView(view) {
                    @Override
                    public List<Event> opsAfter(long seq) {
                        return super.opsAfter(seq).stream().limit(10).toList();
                    }
                })),
                new BrokenLedger("begins with the op that was named", "after_givesPiecesWithoutAHole",
                        () -> after((seq, most, store) -> store.after(Math.max(0, seq - 1), most))),
                new BrokenLedger("gives one op too many", "after_givesPiecesWithoutAHole",
                        () -> after((seq, most, store) -> store.after(seq, Math.max(most, most + 1)))),
                new BrokenLedger("says that each piece is the last", "after_givesPiecesWithoutAHole",
                        () -> after((seq, most, store) -> {
                            History right = store.after(seq, most);
                            return new History(right.fromSeq(), right.events(), right.throughSeq());
                        })),
                new BrokenLedger("gives the first ops for the last", "after_givesPiecesWithoutAHole",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public List<Event> last(int most) {
                                return after(0, most).events();
                            }
                        })),
                new BrokenLedger("reads a snapshot's rows when they are wanted", "snapshot_isOfOneMoment",
                        () -> snapshots(Lazy::new)),
                new BrokenLedger("says that a snapshot is of now", "snapshot_isOfOneMoment",
                        () -> snapshots((snapshot, store) -> new Lazy(snapshot, store) {
                            @Override
                            public long seq() {
                                return store.head().seq();
                            }

                            @Override
                            public Stream<KeyedRow> rows() {
                                return snapshot.rows();
                            }
                        })),
                new BrokenLedger("always waits for others who read", "snapshotThatNobodyWaitsFor_isOfNow",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public Snapshot trySnapshot() {
                                return null;
                            }
                        })),
                new BrokenLedger("has old rows where nobody waits", "snapshotThatNobodyWaitsFor_isOfNow",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public Snapshot trySnapshot() {
                                return snapshotAt(head().seq() - 1);
                            }
                        })),
                new BrokenLedger("takes the rows of now for old ones", "rowsOfOldMoments_areThoseOfASortedMap",
                        () -> old((seq, store) -> new Rewritten(seq, list(store.snapshot())))),
                new BrokenLedger("tells the rules the rows of now for old ones", "rowsOfOldMoments_areThoseOfASortedMap",
                        () -> views(view -> new OverView(view) {
                            @Override
                            public Rows rowsAt(long seq) {
                                return rows();
                            }
                        })),
                new BrokenLedger("tells the rules of changed rows, and not of new ones",
                        "rowsOfOldMoments_areThoseOfASortedMap",
                        () -> changes((store, seq, below) -> store.changedSince(seq, below)
                                .filter(change -> change.then() != null))),
                new BrokenLedger("tells the rules of all changes", "rowsOfOldMoments_areThoseOfASortedMap",
                        () -> changes((store, seq, below) -> store.changedSince(seq, null))),
                new BrokenLedger("takes old rows for those of now", "rowsOfOldMoments_areThoseOfASortedMap",
                        () -> changes((store, seq, below) -> store.changedSince(seq, below)
                                .map(change -> new ChangedRow(change.key(), change.then(), change.then())))),
                new BrokenLedger("takes the nearest moment that it knows", "rowsOfTheFuture_areNotToBeHad",
                        () -> old((seq, store) -> store.snapshotAt(Math.clamp(seq, 0, store.head().seq())))),
                new BrokenLedger("tells the rules the nearest moment that it knows", "rowsOfTheFuture_areNotToBeHad",
                        () -> views(view -> new OverView(view) {
                            @Override
                            public Rows rowsAt(long seq) {
                                return super.rowsAt(Math.clamp(seq, 0, seq()));
                            }
                        })));
    }

    private static Stream<BrokenLedger> compactions() {
        return Stream.of(
                new BrokenLedger("forgets one op too many", "compaction_takesOldOpsAndNothingElse",
                        () -> compacting((seq, now) -> seq == Long.MAX_VALUE ? seq : seq + 1)),
                new BrokenLedger("forgets the rows that were written first", "compaction_takesOldOpsAndNothingElse",
                        () -> stores(store -> new OverStoreLedger(store) {
                            private long point;

                            @Override
                            public void compact(long uptoSeq) {
                                super.compact(uptoSeq);
                                point = head().compactedSeq();
                            }

                            @Override
                            public Snapshot snapshot() {
                                Snapshot right = super.snapshot();
                                return new Rewritten(right.seq(),
                                        list(right).stream().filter(row -> row.row().revision() > point).toList());
                            }
                        })),
                new BrokenLedger("leaves the last op", "compactionOfAll_leavesTheNumber",
                        () -> compacting((seq, now) -> Math.min(seq, now - 1))),
                new BrokenLedger("says that it is compacted to where it was asked", "compactionPoint_staysWhereItIs", () -> {
                    var asked = new AtomicLong();
                    return stores(store -> BrokenBatches.heads(new OverStoreLedger(store) {
                        @Override
                        public void compact(long uptoSeq) {
                            super.compact(uptoSeq);
                            asked.set(uptoSeq);
                        }
                    }, head -> new Head(head.seq(), asked.get(), head.rows(), head.archived())));
                }),
                new BrokenLedger("takes the rows of now for those at the compaction point",
                        "oldRows_areKnownBackToTheCompactionPoint",
                        () -> old((seq, store) -> store.snapshotAt(
                                seq == store.head().compactedSeq() ? store.head().seq() : seq))),
                new BrokenLedger("knows rows beyond the compaction point", "oldRows_areKnownBackToTheCompactionPoint",
                        () -> old((seq, store) -> store.snapshotAt(Math.max(seq, store.head().compactedSeq())))),
                new BrokenLedger("forgets ids with their ops", "retention_takesOldOps_andKeepsTheirIdsForAWhile",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public long retain(Retention retention) {
                                long before = head().compactedSeq();
                                compact(head().seq() - retention.ops());
                                return head().compactedSeq() - before;
                            }
                        })),
                new BrokenLedger("keeps what is old", "retention_takesWhatIsTooOld",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public long retain(Retention retention) {
                                return super.retain(retention.age(Durations.FOR_EVER));
                            }
                        })),
                new BrokenLedger("says how many ops there were", "retention_saysHowManyOpsItTook",
                        () -> stores(store -> new OverStoreLedger(store) {
                            @Override
                            public long retain(Retention retention) {
                                super.retain(retention);
                                return head().compactedSeq();
                            }
                        })),
                new BrokenLedger("forgets all ids when it forgets ops", "compaction_leavesLaterIds",
                        () -> stores(store -> new OverStoreLedger(store) {
                            private boolean compacted;

                            @Override
                            public void compact(long uptoSeq) {
                                super.compact(uptoSeq);
                                compacted = true;
                            }

                            @Override
                            public List<Outcome> write(List<? extends Push> batch) {
                                return !compacted ? super.write(batch) : super.write(batch.stream().map(push -> {
                                    return (Push) new OverPush(push) {
                                        @Override
                                        public OpId opId() {
                                            return null;
                                        }
                                    };
                                }).toList());
                            }
                        })));
    }

    private static Ledger rowsOfView(UnaryOperator<Rows> layer) {
        return views(view -> new OverView(view) {
            @Override
            public Rows rows() {
                return layer.apply(super.rows());
            }
        });
    }

    private static Ledger changing(UnaryOperator<RowChanges> rewrite) {
        return BrokenBatches.verdicts((verdict, view) -> rewritten(verdict,
                op -> new LedgerOp(op.event(), rewrite.apply(op.changes()))));
    }

    private static Ledger storing(UnaryOperator<StoredRow> rewrite) {
        return changing(changes -> {
            var written = new HashMap<>(changes.written());
            written.replaceAll((key, row) -> rewrite.apply(row));
            return new RowChanges(changes.removedBelow(), changes.removed(), written);
        });
    }

    private static Ledger events(UnaryOperator<Event> rewrite) {
        return BrokenBatches.verdicts((verdict, view) -> rewritten(verdict,
                op -> new LedgerOp(rewrite.apply(op.event()), op.changes())));
    }

    private static Verdict rewritten(Verdict verdict, UnaryOperator<LedgerOp> rewrite) {
        return new Verdict(verdict.ok(), verdict.response(), verdict.ops().stream().map(rewrite).toList(), verdict.broadcast());
    }

    private interface Snapshots {
        Snapshot of(Snapshot right, StoreLedger store);
    }

    private static Ledger snapshots(Snapshots way) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public Snapshot snapshot() {
                return way.of(super.snapshot(), inner);
            }
        });
    }

    private interface Old {
        Snapshot at(long seq, StoreLedger store);
    }

    private static Ledger old(Old way) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public Snapshot snapshotAt(long seq) {
                return way.at(seq, inner);
            }
        });
    }

    private interface After {
        History of(long seq, int most, StoreLedger store);
    }

    private static Ledger after(After way) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public History after(long seq, int most) {
                return way.of(seq, most, inner);
            }
        });
    }

    private static Ledger compacting(BinaryOperator<Long> upto) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public void compact(long uptoSeq) {
                super.compact(upto.apply(uptoSeq, head().seq()));
            }
        });
    }

    private static List<KeyedRow> list(Snapshot snapshot) {
        try (snapshot; Stream<KeyedRow> rows = snapshot.rows()) {
            return rows.toList();
        }
    }

    /** Rows of whichever moment they are read at. */
    private static class Lazy implements Snapshot {
        final Snapshot snapshot;
        final StoreLedger store;

        Lazy(Snapshot snapshot, StoreLedger store) {
            this.snapshot = snapshot;
            this.store = store;
        }

        @Override
        public long seq() {
            return snapshot.seq();
        }

        @Override
        public Stream<KeyedRow> rows() {
            return snapshot.rows().map(row -> new KeyedRow(row.key(), store.row(row.key()))).filter(row -> row.row() != null);
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
