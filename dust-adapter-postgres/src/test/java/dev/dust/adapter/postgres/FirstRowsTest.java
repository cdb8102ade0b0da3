package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A page has as many rows as were expected, however many are fetched at once: else it would be read twice. */
@Tag("postgres")
class FirstRowsTest {
    @Test
    void asManyAsExpected_areFound() {
        List<Row> all = IntStream.range(0, 30).mapToObj(i -> row(String.format("k%02d", i), 1)).toList();
        try (var cache = Caches.open(TestPostgres.newDatabase(), PostgresOptions.defaults().fetchSize(10))) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(Commit.ofReplacement(0, 1, all));
            for (int expected : new int[]{1, 10, 11, 12, 29}) {
                assertThat(store.first(Scan.ALL.expected(expected)))
                        .isEqualTo(new StoreCache.FirstRows(1, all.subList(0, expected), false));
            }
            assertThat(store.first(Scan.ALL.expected(31))).isEqualTo(new StoreCache.FirstRows(1, all, true));
        }
    }
}
