package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written, the ledger in PostgreSQL is what the ledger in memory is: rows, history, and what each push sees. */
@Tag("postgres")
class LikeMemoryTest {
    private static final int BATCHES = 40;
    /** So long that its index entry cannot hold all of it; others begin with the same bytes. */
    private static final String LONG = "l".repeat(KeyBytes.HEAD_LENGTH - 1);
    private static final List<String> KEYS = List.of("a", "a!", "a/b", "a/b/c", "a/c", "a0", "b", "b/\0", "b/\uff5e",
            "b/\ud83d\ude00", LONG, LONG + "/", LONG + "/a", LONG + "/a/b", LONG + "/\u00e9", LONG + "0", LONG + "m/a",
            LONG + "x".repeat(2_000), LONG + "x".repeat(2_000) + "/y", LONG + "x".repeat(2_000) + "/z");

    private static final TestDatabase DATABASE = TestPostgres.newDatabase();
    private static final PostgresLedger LEDGER = PostgresLedger.open(DATABASE.dataSource(), PostgresLedgerOptions.defaults());

    @AfterAll
    static void close() {
        LEDGER.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverIsWritten_isThereAsInMemory(long seed) {
        var random = new Random(seed);
        StoreLedger here = LEDGER.make("org/store" + seed);
        StoreLedger model = new MemoryLedger(() -> 0, (event, rows) -> {
            throw new IllegalStateException("nothing is replayed");
        }).make("org/store");
        for (int i = 0; i < BATCHES; i++) {
            var seen = new ArrayList<String>();
            var expected = new ArrayList<String>();
            long batch = random.nextLong();
            List<?> outcomes = here.write(batch(batch, seen));
            assertThat(outcomes).as("outcomes, seed %d", seed).hasSameSizeAs(model.write(batch(batch, expected)));
            assertThat(seen).as("what pushes see, seed %d, batch %d", seed, i).isEqualTo(expected);
            if (random.nextInt(10) == 0) {
                long point = here.head().seq() - random.nextInt(5);
                here.compact(point);
                model.compact(point);
            }
            assertSame(here, model, "seed " + seed + ", batch " + i);
        }
    }

    private static void assertSame(StoreLedger here, StoreLedger model, String when) {
        assertThat(here.head()).as(when).isEqualTo(model.head());
        assertThat(here.after(0, 10_000)).as(when).isEqualTo(model.after(0, 10_000));
        assertThat(here.last(3)).as(when).isEqualTo(model.last(3));
        long from = Math.max(here.head().compactedSeq(), here.head().seq() - 6);
        for (long seq = from; seq <= here.head().seq(); seq++) {
            assertThat(rows(here.snapshotAt(seq))).as("%s, at %d", when, seq).isEqualTo(rows(model.snapshotAt(seq)));
        }
    }

    private static List<KeyedRow> rows(Snapshot snapshot) {
        try (snapshot; Stream<KeyedRow> rows = snapshot.rows()) {
            return rows.toList();
        }
    }

    /** The same pushes for the same {@code seed}; what they see is noted. */
    private static List<Push> batch(long seed, List<String> seen) {
        var random = new Random(seed);
        return Stream.generate(random::nextLong).limit(1 + random.nextInt(5)).map(each -> push(each, seen)).toList();
    }

    private static Push push(long seed, List<String> seen) {
        int number = new Random(seed).nextInt(60);
        return Pushes.push(number < 30 ? new OpId("dev_a", "op_" + number) : null, view -> {
            var random = new Random(seed);
            if (random.nextInt(8) == 0) {
                look(view, random, seen);
            }
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException("a push that fails, on purpose");
            }
            var ops = new ArrayList<LedgerOp>();
            var rows = new OverlaidRows(view.rows());
            for (int i = random.nextInt(3); i >= 0; i--) {
                long seq = view.seq() + 1 + ops.size();
                RowChanges changes = changes(random, seq);
                rows.apply(changes);
                ops.add(Pushes.op(seq, number < 30 ? new OpId("dev_a", "op_" + number) : null, "p", changes));
            }
            seen.add("rows: " + summary(rows));
            return Pushes.committed(ops);
        });
    }

    private static void look(StoreView view, Random random, List<String> seen) {
        String key = key(random);
        seen.add(view.seq() + " " + view.compactedSeq() + " " + view.rows().count() + " " + view.rows().countBelow(key) + " "
                + view.rows().get(key) + " " + (view.rows().countAtMost() >= view.rows().count()));
        long seq = view.compactedSeq() + random.nextLong(view.seq() - view.compactedSeq() + 1);
        Rows old = view.rowsAt(seq);
        seen.add("at " + seq + ": " + summary(old) + " " + old.get(key) + " " + old.countBelow(key) + " " + old.count());
        seen.add("changed: " + changes(view.changedSince(seq, null)) + " below " + key + ": "
                + changes(view.changedSince(seq, key)) + " by " + view.opsAfter(seq) + ", now " + view.rows().get(key));
    }

    private static List<ChangedRow> changes(Stream<ChangedRow> changes) {
        try (changes) {
            return changes.sorted(Comparator.comparing(ChangedRow::key, Keys.ORDER)).toList();
        }
    }

    private static String summary(Rows rows) {
        try (Stream<KeyedRow> all = rows.all()) {
            return all.toList().toString();
        }
    }

    private static RowChanges changes(Random random, long seq) {
        Map<String, StoredRow> written = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            written.put(key(random), new StoredRow(Value.of(seq), "integer", seq));
        }
        return new RowChanges(random.nextInt(3) > 0 ? List.of() : List.of(key(random)),
                random.nextBoolean() ? List.of() : List.of(key(random)), written);
    }

    private static String key(Random random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }
}
