package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.MemoryStore;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a client has missed (docs/protocol.md#catch-up). */
class CatchUpTest {
    private final TestStore store = new TestStore();
    private final StoreRules rules = new StoreRules("o/s", new Blobs(), StoreRules.UNLIMITED, Dialect.PROTOCOL);

    @Test
    void hasTheEventsAfterTheClientsSeq() {
        store.ok("set", "a", 1);
        store.ok("set", "b", 2);
        store.ok("set", "c", 3);
        CatchUp catchUp = store.state.catchUp(1);
        assertThat(catchUp.snapshot()).isEmpty();
        assertThat(catchUp.events()).extracting(Event::storeSeq).containsExactly(2L, 3L);
        assertThat(catchUp.throughSeq()).isEqualTo(3);
        assertThat(catchUp.complete()).isTrue();
    }

    @Test
    void comesInPieces() {
        store.ok("set", "a", 1);
        store.ok("set", "b", 2);
        store.ok("set", "c", 3);
        CatchUp first = store.state.catchUp(0, 2);
        assertThat(first.events()).hasSize(2);
        assertThat(first.complete()).isFalse();
        CatchUp second = store.state.catchUp(first.throughSeq(), 2);
        assertThat(second.events()).extracting(Event::storeSeq).containsExactly(3L);
        assertThat(second.complete()).isTrue();
    }

    /** All of it waits for the client at once, beside what happens meanwhile. */
    @Test
    void aPieceOfLargeEvents_hasFewerOfThem_andAtLeastOne() {
        String large = "x".repeat((int) CatchUp.MOST_BYTES / 4);
        for (int i = 0; i < 6; i++) {
            store.ok("set", "a", large);
        }
        store.ok("set", "a", large.repeat(5));
        store.ok("set", "a", 1);
        CatchUp first = store.state.catchUp(0);
        assertThat(first.events()).extracting(Event::storeSeq).containsExactly(1L, 2L, 3L);
        assertThat(first.end()).isEqualTo(CatchUp.End.GOES_ON);
        assertThat(store.state.catchUp(3).events()).extracting(Event::storeSeq).containsExactly(4L, 5L, 6L);
        assertThat(store.state.catchUp(6).events()).as("one that is larger than a piece").extracting(Event::storeSeq)
                .containsExactly(7L);
        assertThat(store.state.catchUp(7).complete()).isTrue();
    }

    @Test
    void ofAClientAheadOfTheServer_isEmpty_andEndsAtTheServersSeq() {
        store.ok("set", "a", 1);
        CatchUp catchUp = store.state.catchUp(99);
        assertThat(catchUp.events()).isEmpty();
        assertThat(catchUp.throughSeq()).isEqualTo(1);
        assertThat(catchUp.complete()).isTrue();
    }

    @Test
    void belowTheCompactionPoint_beginsWithASnapshot_scalarsAndListsWrapped() {
        store.ok("set", "gone", 1);
        store.ok("delete", "gone", null);
        store.ok("set", "a", Map.of("text", "x", "price", new BigDecimal("29.99"), "null", Value.NULL));
        store.ok("add", "tags", "t");
        store.ok("increment", "n", 2);
        store.ok("set", "later", 1);
        store.state.compact(5);
        CatchUp catchUp = store.state.catchUp(4);
        MapValue snapshot = catchUp.snapshot().orElseThrow();
        assertThat(snapshot.get("snapshot_seq")).isEqualTo(Value.of(5));
        assertThat(snapshot.get("entries")).isEqualTo(TestStore.payload( //
                "a/null", TestStore.payload("value", scalar(null), "type", "null"), //
                "a/price", TestStore.payload("value", new BigDecimal("29.99"), "type", "decimal"), //
                "a/text", TestStore.payload("value", scalar("x"), "type", "string"), //
                "n", TestStore.payload("value", scalar(2), "type", "counter"), //
                "tags", TestStore.payload("value", scalar(List.of("t")), "type", "set")));
        assertThat(catchUp.events()).extracting(Event::storeSeq).containsExactly(6L);
        assertThat(store.state.compactedSeq()).isEqualTo(5);
    }

    private static MapValue scalar(Object value) {
        return TestStore.payload("_scalar", value);
    }

    @Test
    void atTheCompactionPoint_needsNoSnapshot() {
        store.ok("set", "a", 1);
        store.ok("set", "b", 2);
        store.state.compact(1);
        assertThat(store.state.catchUp(1).snapshot()).isEmpty();
        assertThat(store.state.catchUp(1).events()).hasSize(1);
        assertThat(store.state.catchUp(0).snapshot()).isPresent();
    }

    private void fiveOpsOnTwoRows() {
        store.ok("set", "a", 1);
        for (int i = 1; i < 5; i++) {
            store.ok("set", "b", i);
        }
    }

    @Test
    void rowsTakeThePlaceOfALongHistory_whereTheyWillDo() {
        fiveOpsOnTwoRows();
        CatchUp rows = store.state.rowsInPlace(4).orElseThrow();
        assertThat(rows.snapshot()).contains(TestStore.payload("snapshot_seq", 5, "entries",
                TestStore.payload("a", TestStore.payload("value", scalar(1), "type", "integer"), "b",
                        TestStore.payload("value", scalar(4), "type", "integer")),
                "replaces_history", true));
        assertThat(rows.events()).isEmpty();
        assertThat(rows.throughSeq()).isEqualTo(5);
        assertThat(rows.complete()).isTrue();
        assertThat(store.state.catchUp(0).snapshot()).as("where nobody has said that they will do").isEmpty();
    }

    @Test
    void rowsTakeThePlaceOfNothing_thatIsAsShortAsThey_orFitsInABatch() {
        fiveOpsOnTwoRows();
        assertThat(store.state.rowsInPlace(5)).as("one batch").isEmpty();
        store.state.compact(1);
        assertThat(store.state.rowsInPlace(2)).as("four ops since the compaction, and two rows").isEmpty();
        assertThat(store.state.catchUp(0).snapshot().orElseThrow().get("replaces_history")).isNull();
    }

    /** They are one frame, and a history is sent piece by piece. */
    @Test
    void rowsTakeThePlaceOfNothing_ifTheyAreHeavy_andAreNotReadAgainSoon() {
        String large = "x".repeat((int) CatchUp.MOST_BYTES / 2);
        store.ok("set", "a", large);
        store.ok("set", "b", large);
        for (int i = 0; i < 5; i++) {
            store.ok("set", "c", i);
        }
        assertThat(store.state.rowsInPlace(2)).as("too heavy").isEmpty();
        for (int i = 0; i < 4; i++) {
            store.ok("set", "b", i);
        }
        assertThat(store.state.rowsInPlace(2)).as("light, four ops later, which is no more than two for each of two rows")
                .isEmpty();
        store.ok("delete", "c", null);
        assertThat(store.state.rowsInPlace(2)).as("five ops later").isPresent();
    }

    /** A ledger of what the store has, in which that happens when its rows are asked for. */
    private StoreLedger whileRowsAreRead(Consumer<MemoryStore> happens) {
        return readingRows((truth, rows) -> {
            happens.accept(truth);
            return rows;
        });
    }

    /** A ledger of what the store has, in which others read when its rows are asked for. */
    private StoreLedger readingRows(BiFunction<MemoryStore, Object, Object> answers) {
        var truth = new MemoryLedger(() -> 0, Dialect.PROTOCOL::changesOf).make("o/s");
        store.state.catchUp(0).events().forEach(truth::restore);
        return (StoreLedger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{StoreLedger.class},
                (proxy, method, args) -> {
                    Object answer = method.invoke(truth, args);
                    return method.getName().equals("trySnapshot") ? answers.apply(truth, answer) : answer;
                });
    }

    /** What was not read then is not to be had any more: nobody may take the rows for all that there is. */
    @Test
    void rowsTakeThePlaceOfNothing_ifAnotherServerCompactsBeyondThemMeanwhile() {
        fiveOpsOnTwoRows();
        StoreLedger ledger = whileRowsAreRead(truth -> {
            truth.restore(store.ok("set", "c", 1));
            truth.compact(6);
        });
        assertThat(rules.rowsInPlace(ledger, ledger.head(), 4)).isEmpty();
        assertThat(rules.catchUp(ledger, 0, 4).snapshot().orElseThrow().get("snapshot_seq")).isEqualTo(Value.of(6));
    }

    @Test
    void rowsTakeThePlaceOfNothing_ifTheyWouldHaveToBeWaitedFor() {
        fiveOpsOnTwoRows();
        StoreLedger ledger = readingRows((truth, rows) -> null);
        assertThat(rules.rowsInPlace(ledger, ledger.head(), 4)).isEmpty();
    }

    /** Other servers write on while the rows are read. */
    @Test
    void rowsInPlace_areFollowedByWhatCameMeanwhile() {
        fiveOpsOnTwoRows();
        StoreLedger ledger = whileRowsAreRead(truth -> truth.restore(store.ok("set", "c", 1)));
        CatchUp rows = rules.rowsInPlace(ledger, ledger.head(), 4).orElseThrow();
        assertThat(rows.events()).extracting(Event::storeSeq).containsExactly(6L);
        assertThat(rows.throughSeq()).isEqualTo(6);
    }

    @Test
    void compaction_changesNoRow_andNeverGoesBeyondTheHistory() {
        store.ok("set", "a", 1);
        var rows = store.state.rows();
        store.state.compact(99);
        store.state.compact(0);
        assertThat(store.state.compactedSeq()).isEqualTo(1);
        assertThat(store.state.rows()).isEqualTo(rows);
        assertThat(store.ok("set", "a", 2).storeSeq()).isEqualTo(2);
    }

    @Test
    void events_comeBackFromTheirPayload_andBuildTheSameStore() {
        store.ok("set", "a/b", Map.of("x", 1), "client_op_id", "op_1");
        store.ok("lease", "lock", null);
        var again = new TestStore();
        store.state.catchUp(0).events().forEach(event -> again.state.restore(Event.of(event.payload())));
        assertThat(again.state.rows()).isEqualTo(store.state.rows());
        assertThat(again.state.catchUp(0)).isEqualTo(store.state.catchUp(0));
        assertThatThrownBy(() -> again.state.restore(store.state.catchUp(0).events().getFirst()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cannot follow");
        assertThatThrownBy(() -> Event.of(TestStore.payload("store_seq", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventPayload_saysAllThatTheProtocolNames() {
        Event event = store.ok("set", "a~1b", 1, "client_op_id", "op_1");
        assertThat(event.payload()).isEqualTo(TestStore.payload("store_seq", 1, "op", "set", "path", "a~1b", "path_segments",
                List.of("a/b"), "value", 1, "device_id", "dev_a", "client_op_id", "op_1"));
    }
}
