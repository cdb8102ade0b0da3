package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.remove;
import static dev.dust.testkit.contract.ContractStore.removeBelow;
import static dev.dust.testkit.contract.ContractStore.rest;
import static dev.dust.testkit.contract.ContractStore.row;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache.FirstRows;
import dev.dust.cache.StoreCache.Found;
import dev.dust.cache.StoreCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A snapshot is one moment, whatever is committed beside it, and is to be had at any time. */
public interface SnapshotContract extends CacheUnderTest {

    /** No later commit shows in a snapshot, by whichever way one reads it. */
    @Test
    default void snapshot_seesItsMoment() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1), put("b", 1), put("b/x", 1), put("c", 1));
            try (CacheSnapshot then = it.store().snapshot(); CacheSnapshot replaced = afterwards(it)) {
                it.replace(9, rows(9, "b", "q"));
                assertThat(then.appliedSeq()).as("applied seq of a snapshot taken at 1").isEqualTo(1);
                assertThat(then.count()).as("count of an old snapshot").isEqualTo(4);
                assertThat(then.get("b")).as("row of an old snapshot, written since").isEqualTo(row("b", 1));
                assertThat(then.get("d")).as("row that an old snapshot cannot know").isNull();
                assertThat(then.getAll(List.of("a", "d")).values()).as("rows of an old snapshot").containsExactly(row("a", 1));
                assertRows(rows(then, Scan.ALL), rows(1, "a", "b", "b/x", "c"), "scan of an old snapshot");
                assertRows(rows(replaced, Scan.ALL), List.of(row("b", 2), row("c", 1), row("d", 2)),
                        "scan of a snapshot taken before a replacement");
                assertRows(it.rows(), rows(9, "b", "q"), "rows of now");
            }
        }
    }

    /** The short way to one row finds what a snapshot finds, by any key, and says the applied seq of the same moment. */
    @Test
    default void find_givesTheRowAndTheSeqOfNow() {
        try (var it = ContractStore.open(this)) {
            assertThat(it.store().find("a")).as("a key of a store that was never synced").isEqualTo(new Found(0, null, false));
            String alike = "long".repeat(400);
            List<String> keys = Stream.concat(Texts.HOSTILE.stream(), Stream.of(alike, alike + "/1", alike + "/2")).toList();
            it.commit(1, keys.stream().map(key -> put(key, 1)).toArray(RowChange[]::new));
            for (String key : keys) {
                assertThat(it.store().find(key)).as("find of \"%s\"", Texts.brief(key))
                        .isEqualTo(new Found(1, row(key, 1), false));
                assertThat(it.store().find(key + "/none")).as("find of what is not there").isEqualTo(new Found(1, null, false));
            }
            assertThat(it.store().find(alike + "/1/2")).as("find of what has a row above").isEqualTo(new Found(1, null, false));
            it.commit(2, put("a", 2), remove("A"));
            assertThat(it.store().find("a")).as("a row that was written again").isEqualTo(new Found(2, row("a", 2), false));
            assertThat(it.store().find("A")).as("a row that was removed").isEqualTo(new Found(2, null, false));
            it.replace(3, rows(3, "a"));
            assertThat(it.store().find("a")).as("a row of a replacement").isEqualTo(new Found(3, row("a", 3), false));
            assertThat(it.store().find(alike)).as("a row that a replacement left out").isEqualTo(new Found(3, null, false));
        }
    }

    /** Who finds no row learns whether there are rows below, as they would make up a map. */
    @Test
    default void find_ofNoRow_tellsWhetherThereAreRowsBelow() {
        try (var it = ContractStore.open(this)) {
            String alike = "long".repeat(400);
            it.commit(1, put("a/b/c", 1), put("a-b", 1), put("a0", 1), put(alike + "/1/2", 1), put("\0/\1/\0", 1));
            for (String key : List.of("a", "a/b", alike, alike + "/1", "\0", "\0/\1")) {
                assertThat(it.store().find(key)).as("find above a row: \"%s\"", Texts.brief(key))
                        .isEqualTo(new Found(1, null, true));
            }
            for (String key : List.of("b", "a/b/c/d", "a/", "A", alike + "/", alike + "/2", "\1", "\0/\0")) {
                assertThat(it.store().find(key)).as("find beside rows: \"%s\"", Texts.brief(key))
                        .isEqualTo(new Found(1, null, false));
            }
            assertThat(it.store().find("a0")).as("find of a row").isEqualTo(new Found(1, row("a0", 1), false));
            it.commit(2, remove("a/b/c"));
            assertThat(it.store().find("a")).as("after the only row below was removed").isEqualTo(new Found(2, null, false));
        }
    }

    private static CacheSnapshot afterwards(ContractStore it) {
        it.commit(2, put("b", 2), removeBelow("b"), remove("a"), put("d", 2));
        return it.store().snapshot();
    }

    /** A cursor that is on its way does not notice commits: no row is lost, none comes twice, none is new. */
    @Test
    default void cursor_seesTheMomentOfItsSnapshot() {
        for (Order order : Order.values()) {
            try (var it = ContractStore.open(this)) {
                List<Row> all = IntStream.range(0, 3_000).mapToObj(i -> row(String.format("k%05d", i), 1)).toList();
                List<Row> inOrder = order == Order.DESCENDING ? all.reversed() : all;
                it.replace(1, all);
                try (CacheSnapshot then = it.store().snapshot();
                        RowCursor cursor = then.scan(Scan.ALL.order(order).expected(10))) {
                    var read = new ArrayList<Row>();
                    for (int i = 0; i < 100; i++) {
                        read.add(cursor.next());
                    }
                    it.commit(2, remove("k00102"), put("k00101!", 2), put("k00103", 2), remove("k02898"), put("k02897", 2));
                    read.add(cursor.next());
                    it.replace(3, rows(3, "k01500", "k02999"));
                    read.addAll(rest(cursor));
                    assertRows(read, inOrder, "rows of a cursor that was opened before commits, %s", order);
                }
            }
        }
    }

    /** Several cursors of one snapshot go each their own way. */
    @Test
    default void cursors_doNotDisturbEachOther() {
        try (var it = ContractStore.open(this)) {
            List<Row> all = IntStream.range(0, 500).mapToObj(i -> row(String.format("k%05d", i), 1)).toList();
            it.replace(1, all);
            try (CacheSnapshot now = it.store().snapshot();
                    RowCursor up = now.scan(Scan.ALL);
                    RowCursor down = now.scan(Scan.ALL.order(Order.DESCENDING))) {
                for (int i = 0; i < all.size(); i++) {
                    assertThat(up.next()).as("row %d of one cursor of two", i).isEqualTo(all.get(i));
                    assertThat(now.get(all.get(i).key())).as("row by key, beside two cursors").isEqualTo(all.get(i));
                    assertThat(down.next()).as("row %d of the other cursor", i).isEqualTo(all.reversed().get(i));
                }
                assertThat(up.next()).isNull();
                assertThat(down.next()).isNull();
            }
        }
    }

    /** A reader gets the state before, at once, while a commit is still at work on its replacement. */
    @Test
    default void snapshot_isNotHeldUpByACommit() throws Exception {
        var working = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1));
            Iterable<Row> slow = () -> IntStream.range(0, 3).mapToObj(i -> {
                if (i == 1) {
                    working.countDown();
                    Background.await(goOn, patience().multipliedBy(2));
                }
                return row("k" + i, 2);
            }).iterator();
            Future<CommitResult> commit = Background
                    .start(() -> it.store().commit(Commit.ofReplacement(1, 2, slow)));
            try {
                assertThat(working.await(patience().toMillis(), TimeUnit.MILLISECONDS)).as("commit reads its replacement")
                        .isTrue();
                Future<List<Row>> read = Background.start(it::rows);
                assertThat(Background.get(read, patience(), "law 2: a reader that comes while a commit is at work"))
                        .isEqualTo(rows(1, "a"));
            } finally {
                goOn.countDown();
            }
            ContractStore.assertDone(Background.get(commit, patience(), "a commit whose replacement came slowly"));
            assertRows(it.rows(), rows(2, "k0", "k1", "k2"), "rows after the commit");
        }
    }

    /** Readers beside the writer see whole commits only, and never go back. */
    @Test
    default void readersBesideTheWriter_seeWholeCommits() {
        var stop = new AtomicBoolean();
        try (var it = ContractStore.open(this)) {
            writeAll(it, 1);
            var readers = new ArrayList<Future<Long>>();
            for (int i = 0; i < 3; i++) {
                readers.add(Background.start(() -> readUntil(stop, it.store())));
            }
            try {
                for (long seq = 2; seq <= 150 && readers.stream().noneMatch(Future::isDone); seq++) {
                    writeAll(it, seq);
                }
            } finally {
                stop.set(true);
            }
            for (Future<Long> reader : readers) {
                assertThat(Background.get(reader, patience(), "a reader beside the writer")).as("snapshots that a reader took")
                        .isPositive();
            }
        }
    }

    /** Every row is of the commit's seq; there are as many as the seq says; now and then all are replaced. */
    private static void writeAll(ContractStore it, long seq) {
        List<Row> rows = IntStream.range(0, size(seq)).mapToObj(i -> row("r" + i, seq)).toList();
        if (seq % 5 == 0) {
            it.replace(seq, rows);
        } else {
            var changes = new ArrayList<RowChange>();
            for (int i = 0; i < 10; i++) {
                changes.add(i < rows.size() ? new RowChange.Put(rows.get(i)) : remove("r" + i));
            }
            it.commit(Commit.of(seq - 1, seq).changes(changes));
        }
    }

    private static int size(long seq) {
        return 1 + (int) (seq % 10);
    }

    private static long readUntil(AtomicBoolean stop, StoreCache store) {
        long taken = 0;
        long before = 0;
        do {
            Found found = store.find("r0");
            assertThat(found.appliedSeq()).as("applied seq that find gives after %d", before).isGreaterThanOrEqualTo(before);
            assertThat(found.row()).as("row r0 that find gives at %d", found.appliedSeq())
                    .isEqualTo(row("r0", found.appliedSeq()));
            before = found.appliedSeq();
            FirstRows first = store.first(Scan.ALL.expected(50));
            assertThat(first.appliedSeq()).as("applied seq of first rows after %d", before).isGreaterThanOrEqualTo(before);
            before = first.appliedSeq();
            assertRows(first.rows(), IntStream.range(0, size(before)).mapToObj(i -> row("r" + i, first.appliedSeq())).toList(),
                    "first rows at %d", before);
            try (CacheSnapshot now = store.snapshot()) {
                long seq = now.appliedSeq();
                assertThat(seq).as("applied seq of a snapshot after one of %d", before).isGreaterThanOrEqualTo(before);
                List<Row> whole = IntStream.range(0, size(seq)).mapToObj(i -> row("r" + i, seq)).toList();
                assertThat(now.get("r0")).as("row r0 of a snapshot of seq %d", seq).isEqualTo(whole.getFirst());
                assertRows(rows(now, Scan.ALL), whole, "scan of a snapshot of seq %d", seq);
                assertThat(now.count()).as("count of a snapshot of seq %d", seq).isEqualTo(whole.size());
                before = seq;
                taken++;
            }
        } while (!stop.get());
        return taken;
    }
}
