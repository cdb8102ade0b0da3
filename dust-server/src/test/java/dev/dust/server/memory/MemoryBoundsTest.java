package dev.dust.server.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A server that keeps its stores in memory has room for its clients however long they write (docs/server.md#retention). */
class MemoryBoundsTest {
    private static final int KEPT = 20;
    /** A history of so few ops is this much longer, at most, before it is cut. */
    private static final int AT_ONCE = 1_000;
    private static final Retention USUAL = Retention.defaults().ops(KEPT);

    private long now = 1_000_000_000;
    private boolean diskIsFull;
    private final List<Long> compacted = new ArrayList<>();

    private MemoryLedger ledger(long mostRemembered) {
        var ledger = new MemoryLedger(() -> now, (event, rows) -> Put.written(event), USUAL, new RememberedOps(mostRemembered));
        ledger.writeTo(new Journal() {
            @Override
            public void committed(String store, List<Event> events) {
                // What is committed is not looked at here.
            }

            @Override
            public void compacted(String store, long seq) {
                if (diskIsFull) {
                    throw new UncheckedIOException(new IOException("disk full"));
                }
                compacted.add(seq);
            }

            @Override
            public void archived(String store) {
                // Nor is this.
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        });
        return ledger;
    }

    private static Put put(int number, Value value) {
        return new Put(new OpId("dev", "op_" + number), "key" + number % 7, value);
    }

    private static MapValue write(MemoryStore store, Push push) {
        return store.write(List.of(push)).getFirst().orThrow().response();
    }

    private static MapValue answerAgain(long seq) {
        return Put.answer(Map.of("again", Value.of(seq), "value", Value.NULL));
    }

    @Test
    void aHistory_isCutWhileOpsCome_notWhenTheNextMinuteIsOver() {
        MemoryLedger ledger = ledger(Long.MAX_VALUE);
        MemoryStore store = ledger.make("o/s");
        int writes = 5 * AT_ONCE;
        for (int i = 1; i <= writes; i++) {
            write(store, put(i, Value.of(i)));
            assertThat(store.head().seq() - store.head().compactedSeq()).isBetween((long) Math.min(i, KEPT),
                    (long) KEPT + AT_ONCE);
        }
        assertThat(compacted).as("what the journal was told").endsWith(store.head().compactedSeq()).isSorted()
                .hasSizeBetween(4, 5);
        assertThat(ledger.retain(USUAL)).as("each op that went is counted, once").isEqualTo(writes - KEPT);
        assertThat(ledger.retain(USUAL)).isZero();
    }

    @Test
    void rowsAtTheCompactionPoint_areThoseThatWere_whenever_theyAreAskedFor() {
        MemoryStore store = ledger(Long.MAX_VALUE).make("o/s");
        for (int i = 1; i <= 3 * AT_ONCE; i++) {
            write(store, put(i, Value.of(i)));
            if (i % 97 == 0) {
                long point = store.head().compactedSeq();
                assertRows(store, point);
                assertRows(store, point);
                assertRows(store, i);
            }
        }
    }

    private static void assertRows(MemoryStore store, long seq) {
        try (Snapshot then = store.snapshotAt(seq)) {
            Map<String, StoredRow> rows = then.toMap();
            assertThat(rows).hasSize((int) Math.min(seq, 7));
            rows.forEach((key, row) -> assertThat(row.revision()).as("%s at %d", key, seq).isGreaterThan(seq - 7)
                    .isLessThanOrEqualTo(seq));
        }
    }

    @Test
    void aDiskThatIsFull_failsNoWrite_whoseOpsAreWrittenDown() {
        MemoryStore store = ledger(Long.MAX_VALUE).make("o/s");
        diskIsFull = true;
        for (int i = 1; i <= 2 * AT_ONCE; i++) {
            assertThat(write(store, put(i, Value.of(i)))).isEqualTo(Put.answer(Map.of("seq", Value.of(i))));
        }
        assertThat(store.head().compactedSeq()).isZero();
        diskIsFull = false;
        write(store, put(0, Value.of(0)));
        assertThat(store.head().compactedSeq()).isEqualTo(2 * AT_ONCE + 1 - KEPT);
    }

    @Test
    void beyondTheHistory_aPushIsRecognised_forItsTime() {
        MemoryLedger ledger = ledger(Long.MAX_VALUE);
        MemoryStore store = ledger.make("o/s");
        var lease = LeaseValue.of("me", 7, 9);
        Put acquire = put(1, lease);
        write(store, acquire);
        for (int i = 2; i <= 3 * AT_ONCE; i++) {
            write(store, put(i, Value.of(i)));
        }
        assertThat(store.head().compactedSeq()).isGreaterThan(2);
        assertThat(write(store, acquire)).as("an answer tells of a lease")
                .isEqualTo(Put.answer(Map.of("again", Value.of(1), "value", lease)));
        assertThat(write(store, put(2, Value.of(2)))).isEqualTo(answerAgain(2));
        now += USUAL.resends().toMillis() + 1;
        ledger.retain(USUAL);
        assertThat(write(store, put(2, Value.of(2)))).as("after its time")
                .isEqualTo(Put.answer(Map.of("seq", Value.of(3 * AT_ONCE + 1))));
    }

    @Test
    void whatIsRemembered_holdsNoValues() {
        MemoryStore store = ledger(Long.MAX_VALUE).make("o/s");
        // Each has a text of its own, and together more than there is heap.
        long values = 2 * Runtime.getRuntime().maxMemory() / (8 << 20);
        for (int i = 1; i <= values; i++) {
            write(store, put(i, Value.of("x".repeat(8 << 20))));
            store.retain(USUAL);
        }
        assertThat(write(store, put(1, Value.of(1)))).isEqualTo(answerAgain(1));
    }

    @Test
    void ofAllStores_noMoreIsRememberedThanThereIsRoomFor_andTheOldestGoes_andThatIsTold() {
        MemoryLedger ledger = ledger(AT_ONCE);
        MemoryStore busy = ledger.make("o/busy");
        MemoryStore quiet = ledger.make("o/quiet");
        write(quiet, put(1, Value.of(1)));
        quiet.retain(USUAL.ops(0));
        for (int i = 1; i <= 4 * AT_ONCE; i++) {
            now += 1;
            write(busy, put(i, Value.of(i)));
        }
        busy.retain(USUAL.ops(0));
        assertThat(write(quiet, put(1, Value.of(1)))).as("another store's are left alone").isEqualTo(answerAgain(1));
        assertThat(write(busy, put(4 * AT_ONCE, Value.of(0)))).as("the youngest").isEqualTo(answerAgain(4 * AT_ONCE));
        assertThat(write(busy, put(3 * AT_ONCE + 2, Value.of(0)))).as("the oldest that there is room for")
                .isEqualTo(answerAgain(3 * AT_ONCE + 2));
        assertThat(write(busy, put(3 * AT_ONCE + 1, Value.of(0)))).as("one for which there is none")
                .isEqualTo(Put.answer(Map.of("seq", Value.of(4 * AT_ONCE + 1))));
        assertThat(warningsOf(() -> ledger.retain(USUAL))).singleElement().asString()
                .contains(AT_ONCE + " ops", "those of the last PT0.999S in place of PT1H", "-Xmx");
        assertThat(warningsOf(() -> ledger.retain(USUAL))).isEmpty();
    }

    private static List<String> warningsOf(Runnable work) {
        var warnings = new ArrayList<String>();
        var logger = Logger.getLogger(RememberedOps.class.getName());
        logger.setFilter(line -> {
            warnings.add(line.getMessage());
            return false;
        });
        try {
            work.run();
        } finally {
            logger.setFilter(null);
        }
        return warnings;
    }

    @Test
    void opsThatAreBroughtBack_areForgottenLikewise_andTheirIdsKnown() {
        MemoryStore store = ledger(Long.MAX_VALUE).make("o/s");
        for (int i = 1; i <= 2 * AT_ONCE; i++) {
            store.restore(new Event(i, "set", List.of("a"), "a", Value.of(i), "dev", "op_" + i));
        }
        assertThat(store.head().compactedSeq()).isPositive();
        store.restoreCompaction(2 * AT_ONCE - 1);
        assertThat(store.head().compactedSeq()).isEqualTo(2 * AT_ONCE - 1);
        assertThat(write(store, put(1, Value.of(1)))).isEqualTo(answerAgain(1));
        assertThat(write(store, put(2 * AT_ONCE - 1, Value.of(1)))).isEqualTo(answerAgain(2 * AT_ONCE - 1));
    }
}
