package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
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
            Map<String, Value> then = valuesOf(store.state.rows());
            for (int i = 0; i < 20; i++) {
                randomPush(random, store);
            }
            String path = PATHS.get(random.nextInt(PATHS.size()));
            assertThat(store.push(PushKind.ROLLBACK, "path", path, "to_seq", toSeq).ok()).isTrue();
            assertThat(at(path, valuesOf(store.state.rows()))).as("seed %d, %s", seed, path).isEqualTo(at(path, then));
            assertThat(store.push(PushKind.ROLLBACK, "to_seq", toSeq).ok()).isTrue();
            assertThat(valuesOf(store.state.rows())).as("seed %d", seed).isEqualTo(then);
        }
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
