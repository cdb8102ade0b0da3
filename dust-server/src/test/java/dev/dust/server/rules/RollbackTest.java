package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.MemoryStore;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** rollback (docs/protocol.md#rollback). */
class RollbackTest {
    private final TestStore store = new TestStore();

    private PushResult rollback(Object... keysAndValues) {
        return store.push(PushKind.ROLLBACK, keysAndValues);
    }

    @Test
    void ofAPath_bringsTheOldSubtreeBack_byOneOpThatIsBroadcast() {
        store.ok("set", "p", Map.of("x", 1, "y", Map.of("z", 2)));
        store.ok("set", "p", "scalar");
        store.ok("set", "q", 3);
        PushResult result = rollback("path", "p", "to_seq", 1, "client_op_id", "op_r");
        assertThat(result.response().toPlain()).isEqualTo(Map.of("store_seq", 4L));
        assertThat(store.values()).containsOnly(entry("p/x", 1L), entry("p/y/z", 2L), entry("q", 3L));
        assertThat(result.broadcast()).isTrue();
        assertThat(result.events()).singleElement().satisfies(event -> {
            assertThat(event.op()).isEqualTo("set");
            assertThat(event.value()).isEqualTo(Value.from(Map.of("x", 1, "y", Map.of("z", 2))));
            assertThat(event.clientOpId()).isEqualTo("op_r");
        });
    }

    @Test
    void ofAPathThatDidNotExist_deletesIt() {
        store.ok("set", "q", 1);
        store.ok("set", "p/x", 1);
        assertThat(rollback("path", "p", "to_seq", 1).events()).extracting(Event::op).containsExactly("delete");
        assertThat(store.values()).containsOnly(entry("q", 1L));
    }

    @Test
    void ofAPathThatHasNotChanged_isANoop() {
        store.ok("set", "p", 1);
        store.ok("set", "q", 1);
        PushResult result = rollback("path", "p", "to_seq", 1);
        assertThat(result.response().toPlain()).isEqualTo(Map.of("store_seq", 2L, "noop", true));
        assertThat(result.events()).isEmpty();
    }

    @Test
    void ofWhatNoSingleOpCanSay_takesSeveral() {
        store.ok("set", "p", 1);
        store.ok("set", "p/x", 2);
        store.ok("set", "p/y", Map.of("_type", "file"));
        store.ok("set", "m/_type", "file");
        store.ok("set", "m/a", 1);
        Map<String, Object> before = store.values();
        store.ok("delete", "p", null);
        store.ok("delete", "m", null);
        PushResult p = rollback("path", "p", "to_seq", 5);
        rollback("path", "m", "to_seq", 5);
        assertThat(store.values()).isEqualTo(before);
        assertThat(p.events()).extracting(Event::path).containsExactly("p", "p/x", "p/y");
        assertThat(p.response().get("store_seq")).isEqualTo(Value.of(10));
    }

    @Test
    void ofTheWholeStore_isSilent_andSaysHowManyOpsItTook() {
        store.ok("set", "a", Map.of("x", 1, "y", 2));
        store.ok("set", "b", 1);
        store.ok("set", "a", 1);
        store.ok("set", "c", Map.of("d", 1));
        store.ok("set", "c/d/e", 1);
        PushResult result = rollback("to_seq", 2);
        assertThat(store.values()).containsOnly(entry("a/x", 1L), entry("a/y", 2L), entry("b", 1L));
        assertThat(result.broadcast()).isFalse();
        assertThat(result.response().toPlain()).isEqualTo(Map.of("ops_written", 4L));
        assertThat(store.history().subList(5, 9)).containsExactly("6 delete a", "7 delete c/d", "8 set a/x", "9 set a/y");
    }

    @Test
    void ofTheWholeStore_toItsPresent_writesNothing() {
        store.ok("set", "a", 1);
        assertThat(rollback("to_seq", 1).response().toPlain()).isEqualTo(Map.of("ops_written", 0L));
        assertThat(rollback("to_seq", 0).response().toPlain()).isEqualTo(Map.of("ops_written", 1L));
        assertThat(store.values()).isEmpty();
    }

    @Test
    void beyondTheHistory_isRefused() {
        store.ok("set", "a", 1);
        store.ok("set", "a", 2);
        store.ok("set", "a", 3);
        store.state.compact(2);
        for (Object toSeq : List.of(-1, 1, 4, "2", 2.5)) {
            assertThat(rollback("to_seq", toSeq).reason()).as("%s", toSeq).isEqualTo("invalid_to_seq");
        }
        assertThat(rollback("path", "a").reason()).isEqualTo("invalid_to_seq");
        assertThat(rollback("path", "a", "to_seq", 2).ok()).isTrue();
        assertThat(store.value("a")).isEqualTo(Value.of(2));
    }

    @Test
    void ofRowsTooDeepForOneMap_goesRowByRow() {
        store.push(PushKind.WRITE, "op", "set", "path_segments", Collections.nCopies(2_000, "s"), "value", 1);
        Map<String, Object> before = store.values();
        store.ok("delete", "s", null);
        assertThat(rollback("path", "s", "to_seq", 1).ok()).isTrue();
        assertThat(store.values()).isEqualTo(before);
    }

    @Test
    void thatLeavesMoreRowsThanTheStoreMayHave_isRefused() {
        var small = new TestStore(3);
        small.ok("set", "a", Map.of("x", 1, "y", 2, "z", 3));
        small.ok("delete", "a", null);
        small.ok("set", "b", Map.of("x", 1, "y", 2, "z", 3));
        PushResult path = small.push(PushKind.ROLLBACK, "path", "a", "to_seq", 1);
        assertThat(path.response().toPlain())
                .isEqualTo(Map.of("reason", "limit_exceeded", "dimension", "keys", "current", 3L, "limit", 3L));
        assertThat(small.values()).containsOnlyKeys("b/x", "b/y", "b/z");
        assertThat(small.push(PushKind.ROLLBACK, "to_seq", 1).ok()).as("as many as before").isTrue();
        assertThat(small.values()).containsOnlyKeys("a/x", "a/y", "a/z");
        small.ok("delete", "a/x", null);
        small.ok("set", "c", 1);
        assertThat(small.push(PushKind.ROLLBACK, "path", "a", "to_seq", 1).ok()).as("one more").isFalse();
        assertThat(small.push(PushKind.ROLLBACK, "to_seq", 1).ok()).as("one for another").isTrue();
        assertThat(small.values()).containsOnlyKeys("a/x", "a/y", "a/z");
    }

    // --- What it costs

    private void putRows(String path, int from, int to, Object value) {
        store.ok("set", path, IntStream.range(from, to).boxed().collect(Collectors.toMap(i -> "k" + i, i -> value)));
    }

    @Test
    void ofMoreRowsThanAreToBeReadAtOnce_isRefused_andPathByPathItIsDone() {
        putRows("a", 0, 6_000, 1);
        putRows("b", 0, 4_001, 1);
        store.ok("delete", "a", null);
        store.ok("delete", "b", null);
        PushResult whole = rollback("to_seq", 2);
        assertThat(whole.reason()).isEqualTo("limit_exceeded");
        assertThat(whole.response().get("dimension")).isEqualTo(Value.of("rollback_rows"));
        assertThat(whole.response().get("limit")).isEqualTo(Value.of(10_000));
        assertThat(whole.response().get("message").toString()).contains("path by path");
        assertThat(store.values()).isEmpty();
        assertThat(rollback("path", "a", "to_seq", 2).events()).hasSize(1);
        assertThat(rollback("to_seq", 2).events()).as("what is left").hasSize(4_001);
        assertThat(store.values()).hasSize(10_001);
    }

    @Test
    void ofRowsThatAStepWouldTakeWithIt_countsThemToo() {
        putRows("a", 0, 10_000, 1);
        store.ok("merge", "a", Map.of("k", 1));
        store.ok("increment", "a", 1);
        assertThat(rollback("to_seq", 1).reason()).as("a goes, and all below it").isEqualTo("limit_exceeded");
        assertThat(store.values()).hasSize(10_002);
    }

    @Test
    void ofALargePath_whereLittleDiffers_goesRowByRow() {
        putRows("a", 0, 15_000, 1);
        store.ok("set", "a/k7", 2);
        store.ok("set", "a/new", 2);
        assertThat(rollback("path", "a", "to_seq", 1).events()).extracting(e -> e.op() + " " + e.path())
                .containsExactly("delete a/new", "set a/k7");
        assertThat(rollback("path", "a", "to_seq", 1).events()).isEmpty();
    }

    @Test
    void ofMoreBytesThanAreToBeReadAtOnce_isRefused() {
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 33; i++) {
            store.ok("set", "a/" + i, large);
        }
        store.ok("delete", "a", null);
        assertThat(rollback("to_seq", 33).response().get("dimension")).isEqualTo(Value.of("rollback_bytes"));
        assertThat(rollback("path", "a", "to_seq", 33).response().get("dimension")).isEqualTo(Value.of("rollback_bytes"));
        assertThat(store.values()).isEmpty();
        assertThat(rollback("to_seq", 20).ok()).isTrue();
        assertThat(store.values()).hasSize(20);
    }

    @Test
    void whoseEventsAreMoreThanMembersAreToBeSentAtOnce_isRefused() {
        putRows("a", 0, 1_000, 1);
        store.ok("delete", "a", null);
        PushResult result = rollback("to_seq", 1, "client_op_id", "i".repeat(40_000));
        assertThat(result.response().get("dimension")).isEqualTo(Value.of("rollback_bytes"));
        assertThat(store.values()).isEmpty();
    }

    @Test
    void looksBelowARow_onlyWhereSomethingWasTaken() {
        store.ok("set", "a", 1);
        store.ok("set", "b", 1);
        store.ok("set", "c", 1);
        store.ok("set", "c/d", 1);
        store.ok("set", "a", 2);
        store.ok("delete", "b", null);
        store.ok("set", "c", 2);
        var rules = new StoreRules("o/s", new Blobs(), StoreRules.UNLIMITED, Dialect.PROTOCOL);
        var asked = new ArrayList<String>();
        MemoryLedger ledger = new MemoryLedger(() -> 0, Dialect.PROTOCOL::changesOf);
        StoreLedger truth = ledger.make("o/s");
        store.state.catchUp(0).events().forEach(((MemoryStore) truth)::restore);
        truth.write(List.of(view -> {
            Rows then = view.rowsAt(4);
            Rollback.ofStore(rules.rules(), view.rows(), new Rollback.Goal(new Rows() {
                @Override
                public @Nullable StoredRow get(String key) {
                    return then.get(key);
                }

                @Override
                public Stream<KeyedRow> below(String key) {
                    asked.add(key);
                    return then.below(key);
                }

                @Override
                public Stream<KeyedRow> all() {
                    return then.all();
                }

                @Override
                public long count() {
                    return then.count();
                }
            }, Differing.since(rules.rules(), view, 4, null)));
            return Verdict.unchanged(MapValue.EMPTY);
        })).getFirst().orThrow();
        assertThat(asked).isEmpty();
    }

    // --- Leases are about now

    private long lease(String path) {
        return store.ok("lease", path, null, "holder", "h", "ttl_ms", 3_600_000).storeSeq();
    }

    private @Nullable String fenced(String lease, long token) {
        PushResult result = store.write("set", "fenced", 1, "fence", Map.of("key", lease, "token", token));
        return result.ok() ? null : result.reason();
    }

    @Test
    void leaseOfThen_isNotWrittenAgain_andThatOfNowStays() {
        long old = lease("lock");
        store.ok("release", "lock", null, "token", old);
        long live = lease("lock");
        assertThat(rollback("to_seq", old).response().toPlain()).isEqualTo(Map.of("ops_written", 0L));
        assertThat(rollback("path", "lock", "to_seq", old).response().get("noop")).isEqualTo(Value.of(true));
        assertThat(fenced("lock", old)).isEqualTo("fenced");
        assertThat(fenced("lock", live)).isNull();
        store.ok("release", "lock", null, "token", live);
        assertThat(rollback("to_seq", old).events()).extracting(Event::path).containsExactly("fenced");
        assertThat(rollback("path", "lock", "to_seq", old).events()).isEmpty();
        assertThat(store.values()).isEmpty();
    }

    @Test
    void leaseThatWasNotThereThen_stays_whereAMapComesBackAroundIt() {
        store.ok("set", "job", Map.of("a", 1, "b", 2));
        store.ok("set", "job", Map.of("a", 3));
        long live = lease("job/lock");
        assertThat(rollback("path", "job", "to_seq", 1).ok()).isTrue();
        assertThat(store.values()).containsOnlyKeys("job/a", "job/b", "job/lock").containsEntry("job/a", 1L);
        assertThat(fenced("job/lock", live)).isNull();
        assertThat(rollback("to_seq", 0).ok()).isTrue();
        assertThat(store.values()).containsOnlyKeys("job/lock");
        assertThat(rollback("path", "job", "to_seq", 0).events()).as("nothing differs").isEmpty();
        store.ok("set", "job/a", 1);
        assertThat(rollback("path", "job", "to_seq", 0).events()).extracting(Event::path).containsExactly("job/a");
        assertThat(fenced("job/lock", live)).isNull();
    }

    @Test
    void leaseOfThen_isNoPartOfTheMapThatComesBack() {
        store.ok("set", "job/a", 1);
        long old = lease("job/lock");
        store.ok("delete", "job", null);
        assertThat(rollback("path", "job", "to_seq", old).events()).singleElement()
                .satisfies(event -> assertThat(event.value()).isEqualTo(Value.from(Map.of("a", 1))));
        assertThat(store.values()).containsOnlyKeys("job/a");
    }

    @Test
    void valueThatComesBackAtALease_orAboveIt_endsIt() {
        store.ok("set", "lock", 1);
        store.ok("set", "job", 2);
        store.ok("delete", "lock", null);
        store.ok("delete", "job", null);
        long atIt = lease("lock");
        long belowIt = lease("job/lock");
        assertThat(rollback("path", "job", "to_seq", 2).events()).extracting(Event::op).containsExactly("set");
        assertThat(rollback("to_seq", 2).ok()).isTrue();
        assertThat(store.values()).containsOnly(entry("lock", 1L), entry("job", 2L));
        assertThat(fenced("lock", atIt)).isEqualTo("fenced");
        assertThat(fenced("job/lock", belowIt)).isEqualTo("fenced");
    }

    @Test
    void rowAboveALease_thatWasNotThereThen_goesWithIt() {
        store.ok("set", "job", 1);
        long live = lease("job/lock");
        assertThat(rollback("path", "job", "to_seq", 0).events()).extracting(Event::op).containsExactly("delete");
        assertThat(store.values()).isEmpty();
        assertThat(fenced("job/lock", live)).isEqualTo("fenced");
    }

    @Test
    void valueOfThen_whereALeaseHasTakenThePlace_ofAnotherValue_comesBack_andWhatIsBelowToo() {
        store.ok("set", "p", 1);
        store.ok("set", "p/x", 2);
        store.ok("delete", "p", null);
        lease("p");
        assertThat(rollback("to_seq", 2).ok()).isTrue();
        assertThat(store.values()).containsOnly(entry("p", 1L), entry("p/x", 2L));
    }

    @Test
    void publicServer_rollsLeasesBackAsAnythingElse() {
        var hosted = new TestStore(StoreRules.UNLIMITED, Dialect.HOSTED);
        hosted.ok("set", "a", 1, "client_op_id", "1");
        hosted.ok("lease", "lock", null, "client_op_id", "2");
        hosted.push(PushKind.ROLLBACK, "to_seq", 1);
        assertThat(hosted.values()).containsOnlyKeys("a");
    }
}
