package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.PassingLedger;
import dev.dust.testkit.contract.PassingLedger.OverPush;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverView;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Ledgers under which nodes break what they promise. */
final class BrokenLedgers {
    private BrokenLedgers() {
    }

    private static Ledger stores(Ledger right, Function<StoreLedger, StoreLedger> layer) {
        return PassingLedger.stores(right, layer);
    }

    private static Ledger pushes(Ledger right, UnaryOperator<Push> rewrite) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                return inner.write(batch.stream().map(rewrite).toList());
            }
        });
    }

    /** Who joins is told one op too few, and live events begin behind it. */
    static Ledger catchesUpShort(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public History after(long seq, int most) {
                History whole = inner.after(seq, most);
                return whole.events().size() < 2
                        ? whole
                        : new History(whole.fromSeq(), whole.events().subList(0, whole.events().size() - 1),
                                whole.lastSeq() - 1);
            }
        });
    }

    /** Who joins is told again what he was told last. */
    static Ledger catchesUpTwice(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public History after(long seq, int most) {
                return inner.after(seq > inner.head().compactedSeq() ? seq - 1 : seq, most);
            }
        });
    }

    /** An op that is sent again is another one. */
    static Ledger forgetsIds(Ledger right) {
        Ledger nameless = pushes(right, push -> new OverPush(push) {
            @Override
            public OpId opId() {
                return null;
            }
        });
        return stores(nameless, store -> new OverStoreLedger(store) {
            @Override
            public Map<OpId, Long> recognised(Collection<OpId> ids) {
                return Map.of();
            }
        });
    }

    /** Who joins is told that all has been taken that he has sent. */
    static Ledger recognisesAll(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public Map<OpId, Long> recognised(Collection<OpId> ids) {
                long seq = inner.head().seq();
                return seq == 0 ? Map.of() : ids.stream().collect(Collectors.toMap(id -> id, id -> seq));
            }
        });
    }

    /** What cannot be written is said to be. */
    static Ledger saysWrittenTooSoon(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                try {
                    return inner.write(batch);
                } catch (LedgerException.Unavailable away) {
                    if (batch.size() > 1) {
                        throw away;
                    }
                    return List.of(invented(inner.head().seq() + 1));
                }
            }
        });
    }

    private static Outcome invented(long seq) {
        var event = new Event(seq, "set", List.of("a"), "a", Value.of(1), null, null);
        return new Outcome.Judged(new Verdict(true, Wire.mapOf("store_seq", seq),
                List.of(new LedgerOp(event, new RowChanges(List.of(), List.of(), Map.of()))), true));
    }

    /** Of every third number nobody hears, and nobody looks. */
    static Ledger losesNews(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public Following follow(Follower follower) {
                return inner.follow(new Follower() {
                    @Override
                    public void reached(long seq) {
                        if (seq % 3 != 0) {
                            follower.reached(seq);
                        }
                    }

                    @Override
                    public void archived() {
                        follower.archived();
                    }
                });
            }
        });
    }

    /** Each node has a clock of its own, and judges leases by it. */
    static UnaryOperator<Ledger> clocksOfTheirOwn() {
        var ahead = new long[1];
        return right -> {
            long here = ahead[0];
            ahead[0] += Duration.ofMinutes(1).toMillis();
            return pushes(right, push -> new OverPush(push) {
                @Override
                public Verdict judge(StoreView store) {
                    return inner.judge(new OverView(store) {
                        @Override
                        public long nowMillis() {
                            return super.nowMillis() + here;
                        }
                    });
                }
            });
        };
    }

    /** A commit of which nobody knows is refused. */
    static Ledger knowsTooMuch(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                try {
                    return inner.write(batch);
                } catch (LedgerException.InDoubt doubt) {
                    // What is unavailable would be sent again, and recognised.
                    Verdict never = Verdict.refused(Wire.mapOf("reason", "it has surely not happened"));
                    return batch.stream().<Outcome>map(push -> new Outcome.Judged(never)).toList();
                }
            }
        });
    }

    /** A snapshot has rows that are newer than it says. */
    static Ledger readsRowsTooNew(Ledger right) {
        return stores(right, store -> new OverStoreLedger(store) {
            @Override
            public Snapshot snapshotAt(long seq) {
                Snapshot now = inner.snapshot();
                return new PassingLedger.Rewritten(seq, now.rows().toList());
            }
        });
    }
}
