package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Laws that hold whatever is written. */
class StoreStateLawTest {
    private static final List<String> PATHS = List.of("a", "a/b", "a/b/c", "a!", "b", "b/~1", "lock");
    private static final List<String> OPS = List.of("set", "set", "delete", "merge", "increment", "add", "remove", "lease",
            "renew", "release");
    private static final List<Object> VALUES = List.of(1, 1.0, "x", true, List.of(1, 2), Map.of(),
            Map.of("b", 1), Map.of("b", Map.of("c", 2, "d", "x"), "e", List.of()), Map.of("_typed", "1", "_type", "decimal"));

    @Test
    void aClientThatCatchesUp_fromAnywhere_hasTheServersRows() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var store = new TestStore();
            var mirror = new NaiveMirror();
            long mirrorSeq = 0;
            for (int i = 0; i < 60; i++) {
                randomPush(random, store);
                if (random.nextInt(20) == 0) {
                    store.state.compact(random.nextLong(store.state.storeSeq() + 1));
                }
                if (random.nextInt(10) == 0) {
                    mirrorSeq = catchUp(store.state, mirrorSeq, mirror, random);
                    assertThat(mirror.values).as("seed %d, step %d", seed, i).isEqualTo(valuesOf(store.state.rows()));
                }
            }
        }
    }

    @Test
    void aRollback_bringsTheValuesBack_thatThereWere() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var store = new TestStore();
            for (int i = 0; i < 20; i++) {
                randomPush(random, store);
            }
            long toSeq = store.state.storeSeq();
            Map<String, Value> then = withoutLeases(store.state.rows());
            for (int i = 0; i < 20; i++) {
                randomPush(random, store);
            }
            String path = PATHS.get(random.nextInt(PATHS.size()));
            rollback(store, "seed " + seed + ", " + path, "path", path, "to_seq", toSeq);
            assertThat(at(path, withoutLeases(store.state.rows()))).as("seed %d, %s", seed, path).isEqualTo(at(path, then));
            rollback(store, "seed " + seed, "to_seq", toSeq);
            assertThat(withoutLeases(store.state.rows())).as("seed %d", seed).isEqualTo(then);
        }
    }

    /** None but the leases of now are there afterwards, and those that are not were at or below what came back or went. */
    private static void rollback(TestStore store, String when, Object... keysAndValues) {
        SortedMap<String, StoredRow> now = store.state.rows();
        PushResult result = store.push(PushKind.ROLLBACK, keysAndValues);
        assertThat(result.ok()).as(when).isTrue();
        SortedMap<String, StoredRow> after = store.state.rows();
        after.values().removeIf(row -> !(row.value() instanceof LeaseValue));
        assertThat(now).as("leases of now, %s", when).containsAllEntriesOf(after);
        now.forEach((key, row) -> {
            if (row.value() instanceof LeaseValue && !after.containsKey(key)) {
                assertThat(result.events()).as("what took the lease at %s, %s", key, when).anyMatch(
                        event -> (key + "/").startsWith(event.path() + "/") && (event.op().equals("set")
                                ? event.value().isLeaf()
                                : now.containsKey(event.path()) && !event.path().equals(key)));
            }
        });
    }

    private static Map<String, Value> withoutLeases(SortedMap<String, StoredRow> rows) {
        Map<String, Value> values = valuesOf(rows);
        values.values().removeIf(LeaseValue.class::isInstance);
        return values;
    }

    private static void randomPush(Random random, TestStore store) {
        store.now += random.nextInt(1_000);
        store.write(OPS.get(random.nextInt(OPS.size())), PATHS.get(random.nextInt(PATHS.size())),
                VALUES.get(random.nextInt(VALUES.size())), "ttl_ms", 1 + random.nextInt(3_000), "token",
                random.nextInt(60));
    }

    private static long catchUp(StoreState state, long from, NaiveMirror mirror, Random random) {
        long seq = from;
        CatchUp piece;
        do {
            piece = state.catchUp(seq, 1 + random.nextInt(10));
            piece.snapshot().ifPresent(mirror::snapshot);
            piece.events().forEach(mirror::event);
            seq = piece.throughSeq();
        } while (!piece.complete());
        return seq;
    }

    private static Map<String, Value> valuesOf(SortedMap<String, StoredRow> rows) {
        var values = new HashMap<String, Value>();
        rows.forEach((key, row) -> values.put(key, row.value()));
        return values;
    }

    private static Map<String, Value> at(String path, Map<String, Value> values) {
        var tree = new HashMap<>(values);
        tree.keySet().removeIf(key -> !key.equals(path) && !key.startsWith(path + "/"));
        return tree;
    }
}
