package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.Passing.scans;
import static dev.dust.testkit.contract.Passing.snapshots;
import static dev.dust.testkit.contract.Passing.stores;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache.FirstRows;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.contract.Passing.OverCursor;
import dev.dust.testkit.contract.Passing.OverSnapshot;
import dev.dust.testkit.contract.Passing.OverStore;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Caches that go wrong where rows are read. */
final class BrokenReads {
    private BrokenReads() {
    }

    static Stream<BrokenCache> all() {
        var all = Stream.<BrokenCache>builder();
        all.add(new BrokenCache("gets 999 keys at most", "get_findsExactlyItsKeys", BrokenReads::gettingFew));
        all.add(new BrokenCache("sorts as Java sorts strings", "scan_isInOrderOfUtf8Bytes",
                () -> scans((right,
                        scan) -> new ListCursor(ContractStore.rows(right, scan).stream().sorted(
                                scan.isDescending()
                                        ? Comparator.comparing(Row::key).reversed()
                                        : Comparator.comparing(Row::key))
                                .toList()))));
        all.add(new BrokenCache("includes the upper bound", "scan_staysWithinItsBounds",
                () -> scans(
                        (right, scan) -> right.scan(Scan.ALL.from(scan.from()).to(scan.to() == null ? null : scan.to() + "\0")
                                .order(scan.order()).pattern(scan.pattern()).expected(scan.expected())))));
        all.add(new BrokenCache("excludes the lower bound where it descends", "anyScan_givesTheRowsOfASortedMap",
                () -> scans((right, scan) -> right
                        .scan(scan.isDescending() && scan.from() != null ? from(scan, scan.from() + "\0") : scan))));
        all.add(new BrokenCache("reads one page of 1,000 rows", "cursor_staysAtTheEnd",
                () -> scans((right, scan) -> new ListCursor(ContractStore.rows(right, scan).stream().limit(1_000).toList()))));
        all.add(new BrokenCache("begins anew after the end", "cursor_staysAtTheEnd", BrokenReads::beginningAnew));
        all.add(new BrokenCache("seeks to behind the key", "seek_skipsAhead", BrokenReads::seekingBehind));
        all.add(new BrokenCache("does not seek where it descends", "seek_skipsAhead", BrokenReads::notSeekingDown));
        all.add(new BrokenCache("seeks back", "seek_neverGoesBack",
                () -> scans((right, scan) -> new ReopeningCursor(right, scan))));
        all.add(new BrokenCache("matches no line breaks", "patternHint_losesNoMatch",
                () -> scans((right, scan) -> new ListCursor(ContractStore.rows(right, scan).stream()
                        .filter(row -> scan.pattern() == null || !row.key().contains("\n")).toList()))));
        all.add(new BrokenCache("reads what is there now", "snapshot_seesItsMoment", BrokenReads::readingNow));
        all.add(new BrokenCache("counts what is there now", "snapshot_seesItsMoment", BrokenReads::countingNow));
        all.add(new BrokenCache("takes keys that begin alike for keys below", "find_ofNoRow_tellsWhetherThereAreRowsBelow",
                BrokenReads::takingKeysThatBeginAlike));
        all.add(new BrokenCache("finds what it found before", "find_givesTheRowAndTheSeqOfNow", BrokenReads::findingAgain));
        all.add(new BrokenCache("has its first rows ascending", "firstRows_beginAnyScan",
                () -> first((right, scan) -> right.first(scan.order(Order.ASCENDING)))));
        all.add(new BrokenCache("has a page for all rows", "firstRows_beginAnyScan", () -> first((right, scan) -> {
            FirstRows first = right.first(scan);
            return new FirstRows(first.appliedSeq(), first.rows(), true);
        })));
        all.add(new BrokenCache("has the first rows of the moment before", "firstRows_areOfNow_andSayTheSeq",
                BrokenReads::remembering));
        all.add(new BrokenCache("turns its pages in what is there now", "cursor_seesTheMomentOfItsSnapshot",
                BrokenReads::pagingNow));
        all.add(new BrokenCache("has one cursor for all scans of a snapshot", "cursors_doNotDisturbEachOther",
                BrokenReads::oneCursorForAll));
        all.add(new BrokenCache("lets readers wait for commits", "snapshot_isNotHeldUpByACommit", BrokenReads::locking));
        all.add(new BrokenCache("stores a commit in two steps", "readersBesideTheWriter_seeWholeCommits",
                BrokenReads::committingInHalves));
        return all.build();
    }

    private static Cache gettingFew() {
        return snapshots(snapshot -> new OverSnapshot(snapshot) {
            @Override
            public Map<String, Row> getAll(Collection<String> keys) {
                return super.getAll(keys.stream().limit(999).toList());
            }
        });
    }

    private static Cache takingKeysThatBeginAlike() {
        return stores(store -> new OverStore(store) {
            @Override
            public Found find(String key) {
                try (CacheSnapshot now = snapshot(); RowCursor rows = now.scan(Scan.ALL.from(key))) {
                    Row next = rows.next();
                    boolean is = next != null && next.key().equals(key);
                    boolean below = next != null && !is && next.key().startsWith(key);
                    return new Found(now.appliedSeq(), is ? next : null, below);
                }
            }
        });
    }

    private static Cache findingAgain() {
        return stores(store -> new OverStore(store) {
            private final Map<String, Found> found = new ConcurrentHashMap<>();

            @Override
            public Found find(String key) {
                return found.computeIfAbsent(key, super::find);
            }
        });
    }

    private static Cache first(BiFunction<StoreCache, Scan, FirstRows> first) {
        return stores(store -> new OverStore(store) {
            @Override
            public FirstRows first(Scan scan) {
                return first.apply(inner, scan);
            }
        });
    }

    private static Cache remembering() {
        return stores(store -> new OverStore(store) {
            private final Map<Scan, FirstRows> found = new ConcurrentHashMap<>();

            @Override
            public FirstRows first(Scan scan) {
                return found.computeIfAbsent(scan, super::first);
            }
        });
    }

    private static Scan from(Scan scan, String from) {
        return Scan.ALL.from(from).to(scan.to()).order(scan.order()).pattern(scan.pattern()).expected(scan.expected());
    }

    private static Scan to(Scan scan, String to) {
        return Scan.ALL.from(scan.from()).to(to).order(scan.order()).pattern(scan.pattern()).expected(scan.expected());
    }

    /** Goes through a list, which must be in its order. */
    private static final class ListCursor implements RowCursor {
        private final Deque<Row> rest;

        private ListCursor(List<Row> rows) {
            rest = new ArrayDeque<>(rows);
        }

        @Override
        public Row next() {
            return rest.poll();
        }

        @Override
        public void seek(String key) {
            boolean descending = rest.size() > 1 && Keys.compare(rest.getFirst().key(), rest.getLast().key()) > 0;
            rest.removeIf(row -> descending ? Keys.compare(row.key(), key) > 0 : Keys.compare(row.key(), key) < 0);
        }

        @Override
        public void close() {
            rest.clear();
        }
    }

    private static Cache beginningAnew() {
        return scans((right, scan) -> new RowCursor() {
            private RowCursor cursor = right.scan(scan);

            @Override
            public Row next() {
                Row next = cursor.next();
                if (next == null) {
                    cursor = right.scan(scan);
                }
                return next;
            }

            @Override
            public void seek(String key) {
                cursor.seek(key);
            }

            @Override
            public void close() {
                cursor.close();
            }
        });
    }

    private static Cache seekingBehind() {
        return scans((right, scan) -> new OverCursor(right.scan(scan)) {
            @Override
            public void seek(String key) {
                super.seek(scan.isDescending() ? key : key + "\0");
            }
        });
    }

    private static Cache notSeekingDown() {
        return scans((right, scan) -> new OverCursor(right.scan(scan)) {
            @Override
            public void seek(String key) {
                if (!scan.isDescending()) {
                    super.seek(key);
                }
            }
        });
    }

    /** Seeks by a new scan from the key on. */
    private static final class ReopeningCursor implements RowCursor {
        private final CacheSnapshot right;
        private final Scan scan;
        private RowCursor cursor;

        private ReopeningCursor(CacheSnapshot right, Scan scan) {
            this.right = right;
            this.scan = scan;
            this.cursor = right.scan(scan);
        }

        @Override
        public Row next() {
            return cursor.next();
        }

        @Override
        public void seek(String key) {
            cursor = right.scan(scan.isDescending() ? to(scan, key + "\0") : from(scan, key));
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    private static Cache readingNow() {
        return stores(store -> new OverStore(store) {
            @Override
            public CacheSnapshot snapshot() {
                return new OverSnapshot(super.snapshot()) {
                    @Override
                    public Row get(String key) {
                        return store.snapshot().get(key);
                    }
                };
            }
        });
    }

    private static Cache countingNow() {
        return stores(store -> new OverStore(store) {
            @Override
            public CacheSnapshot snapshot() {
                return new OverSnapshot(super.snapshot()) {
                    @Override
                    public long count() {
                        return store.snapshot().count();
                    }
                };
            }
        });
    }

    private static Cache pagingNow() {
        return stores(store -> new OverStore(store) {
            @Override
            public CacheSnapshot snapshot() {
                return new OverSnapshot(super.snapshot()) {
                    @Override
                    public RowCursor scan(Scan scan) {
                        return new PagingCursor(store::snapshot, scan);
                    }
                };
            }
        });
    }

    /** Reads pages of 100 rows, each from a new snapshot. */
    private static final class PagingCursor implements RowCursor {
        private final Supplier<CacheSnapshot> now;
        private final Deque<Row> page = new ArrayDeque<>();
        private Scan rest;

        private PagingCursor(Supplier<CacheSnapshot> now, Scan scan) {
            this.now = now;
            this.rest = scan;
        }

        @Override
        public Row next() {
            if (page.isEmpty()) {
                ContractStore.rows(now.get(), rest).stream().limit(100).forEach(page::add);
            }
            Row next = page.poll();
            if (next != null) {
                rest = rest.isDescending() ? to(rest, next.key()) : from(rest, next.key() + "\0");
            }
            return next;
        }

        @Override
        public void seek(String key) {
            page.clear();
            rest = rest.isDescending() ? to(rest, key + "\0") : from(rest, key);
        }

        @Override
        public void close() {
            page.clear();
        }
    }

    private static Cache oneCursorForAll() {
        return snapshots(snapshot -> new OverSnapshot(snapshot) {
            private RowCursor cursor;

            @Override
            public RowCursor scan(Scan scan) {
                cursor = cursor == null ? super.scan(scan) : cursor;
                return cursor;
            }
        });
    }

    private static Cache locking() {
        return stores(store -> new OverStore(store) {
            @Override
            public synchronized CacheSnapshot snapshot() {
                return super.snapshot();
            }

            @Override
            public synchronized CommitResult commit(Commit commit) {
                return super.commit(commit);
            }
        });
    }

    /** Rows first, then the seq; in between it waits until somebody has looked. */
    private static Cache committingInHalves() {
        return stores(store -> new OverStore(store) {
            private final AtomicInteger looks = new AtomicInteger();

            @Override
            public CacheSnapshot snapshot() {
                CacheSnapshot snapshot = super.snapshot();
                looks.incrementAndGet();
                return snapshot;
            }

            @Override
            public CommitResult commit(Commit commit) {
                commitRowsAlone(commit, store);
                int before = looks.get();
                for (long end = System.nanoTime() + 20_000_000; looks.get() < before + 3 && System.nanoTime() < end;) {
                    Thread.onSpinWait();
                }
                return super.commit(commit);
            }
        });
    }

    private static void commitRowsAlone(Commit commit, StoreCache store) {
        long now = store.snapshot().appliedSeq();
        store.commit(commit.at(now, now).outbox(List.of()));
    }
}
