package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.stores;

import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger.Follower;
import dev.dust.server.ledger.StoreLedger.Following;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverLedger;
import dev.dust.testkit.contract.PassingLedger.OverPush;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ledgers that go wrong in what they tell, and between servers. */
final class BrokenFollowings {
    private BrokenFollowings() {
    }

    static Stream<BrokenLedger> all() {
        return Stream.of(
                new BrokenLedger("tells nothing", "follower_isToldHowFarTheStoreIs",
                        () -> following((follower, store) -> () -> {
                        })),
                new BrokenLedger("tells each number twice", "follower_isToldHowFarTheStoreIs",
                        () -> telling(follower -> new OverFollower(follower) {
                            @Override
                            public void reached(long seq) {
                                super.reached(seq);
                                super.reached(seq);
                            }
                        })),
                new BrokenLedger("tells first where it was", "follower_isToldHowFarTheStoreIs",
                        () -> telling(follower -> new OverFollower(follower) {
                            @Override
                            public void reached(long seq) {
                                super.reached(seq - 2);
                                super.reached(seq);
                            }
                        })),
                new BrokenLedger("tells everybody of every store", "follower_isToldHowFarTheStoreIs", () -> {
                    Ledger right = PassingLedger.right();
                    return stores(right, store -> following(store, (follower, own) -> {
                        var followings = right.stores().stream().map(name -> right.make(name).follow(follower)).toList();
                        return () -> followings.forEach(Following::end);
                    }));
                }),
                new BrokenLedger("tells the last who came", "everyFollower_isTold", () -> {
                    var before = new ArrayList<Following>();
                    return following((follower, store) -> {
                        before.forEach(Following::end);
                        Following right = store.follow(follower);
                        before.add(right);
                        return right;
                    });
                }),
                new BrokenLedger("goes on telling those who have ended it", "endedFollowing_isOver",
                        () -> following((follower, store) -> {
                            store.follow(follower);
                            return () -> {
                            };
                        })),
                new BrokenLedger("ends all when one ends it", "endedFollowing_isOver", () -> {
                    var all = new ArrayList<Following>();
                    return following((follower, store) -> {
                        all.add(store.follow(follower));
                        return () -> all.forEach(Following::end);
                    });
                }),
                new BrokenLedger("does not tell of the archive", "follower_isToldThatTheStoreIsArchived",
                        () -> telling(follower -> new OverFollower(follower) {
                            @Override
                            public void archived() {
                                // It is not passed on.
                            }
                        })),
                shared("reads at another server what was there once", "otherServers_readWhatWasAnswered",
                        store -> new OverStoreLedger(store) {
                            private Head known;

                            @Override
                            public Head head() {
                                known = known == null ? super.head() : known;
                                return known;
                            }
                        }),
                shared("decides at another server over what was there before", "writesOfSeveralServers_areOneAfterTheOther",
                        store -> BrokenBatches.stale(store, 200_000)),
                shared("knows at another server no ids", "pushThatComesAgainElsewhere_isToldItsOps",
                        store -> new OverStoreLedger(store) {
                            @Override
                            public List<Outcome> write(List<? extends Push> batch) {
                                return super.write(batch.stream().map(push -> (Push) new OverPush(push) {
                                    @Override
                                    public OpId opId() {
                                        return null;
                                    }
                                }).toList());
                            }
                        }),
                new BrokenLedger("tells of own writes alone", "follower_isToldOfOtherServersWrites",
                        () -> ownWrites(PassingLedger.right()),
                        opened -> ownWrites(((OverLedger) opened).inner)),
                new BrokenLedger("begins anew after a restart", "durableLedger_keepsEverything", PassingLedger::right,
                        closed -> PassingLedger.right()));
    }

    /** A right ledger, whose stores at other servers are made by {@code layer} from right ones. */
    private static BrokenLedger shared(String mistake, String rule, UnaryOperator<StoreLedger> layer) {
        return new BrokenLedger(mistake, rule, PassingLedger::right, opened -> stores(opened, layer::apply));
    }

    private static Ledger ownWrites(Ledger inner) {
        return stores(inner, store -> new OverStoreLedger(store) {
            private boolean writing;

            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                writing = true;
                try {
                    return super.write(batch);
                } finally {
                    writing = false;
                }
            }

            @Override
            public Following follow(Follower follower) {
                return super.follow(new OverFollower(follower) {
                    @Override
                    public void reached(long seq) {
                        if (writing) {
                            super.reached(seq);
                        }
                    }
                });
            }
        });
    }

    private interface Way {
        Following follow(Follower follower, StoreLedger store);
    }

    private static Ledger following(Way way) {
        return stores(store -> following(store, way));
    }

    private static StoreLedger following(StoreLedger store, Way way) {
        return new OverStoreLedger(store) {
            @Override
            public Following follow(Follower follower) {
                return way.follow(follower, inner);
            }
        };
    }

    private static Ledger telling(UnaryOperator<Follower> layer) {
        return following((follower, store) -> store.follow(layer.apply(follower)));
    }

    private static class OverFollower implements Follower {
        private final Follower inner;

        OverFollower(Follower inner) {
            this.inner = inner;
        }

        @Override
        public void reached(long seq) {
            inner.reached(seq);
        }

        @Override
        public void archived() {
            inner.archived();
        }
    }
}
