package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.DEVICE;
import static dev.dust.testkit.contract.ContractStore.STORE;
import static dev.dust.testkit.contract.ContractStore.add;
import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.entry;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.StoreCache;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept: the device id, and by a durable cache everything. */
public interface DurabilityContract extends CacheUnderTest {

    /** A device id that was made once is given again, and no other is made. */
    @Test
    default void deviceId_isMadeOnceAndKept() {
        try (Cache cache = openCache()) {
            assertThat(cache.deviceId(null, () -> "dev_first")).as("device id of a new cache").isEqualTo("dev_first");
            assertThat(cache.deviceId(null, () -> "dev_second")).as("device id, asked for again").isEqualTo("dev_first");
        }
    }

    /** A device id that the application configured counts, and none is made. */
    @Test
    default void deviceId_thatIsConfiguredCounts() {
        try (Cache cache = openCache()) {
            assertThat(cache.deviceId("dev_configured", DurabilityContract::none)).as("configured device id")
                    .isEqualTo("dev_configured");
            cache.deviceId(null, () -> "dev_kept");
            assertThat(cache.deviceId("dev_other", DurabilityContract::none)).as("configured device id, beside a kept one")
                    .isEqualTo("dev_other");
        }
    }

    private static String none() {
        throw new AssertionError("a device id was made although one was there");
    }

    /** What a durable cache took is there when it is opened again: rows, applied seq, outbox and device id. */
    @Test
    default void durableCache_keepsEverything() {
        Cache cache = openCache();
        try (cache) {
            if (!cache.durable()) {
                assertThat(reopen(cache)).as("a cache that is not durable does not come back").isEmpty();
                return;
            }
            cache.deviceId(null, () -> "dev_kept");
            StoreCache store = cache.open(STORE, DEVICE);
            ContractStore.assertDone(store.commit(Commit.ofOutbox(List.of(add("op_1", 1), add("op_2", 2), add("op_3", 3)))));
            ContractStore.assertDone(store.commit(Commit.ofReplacement(0, 7, rows(7, "a", "b")).changes(List.of(put("c", 7)))
                    .outbox(List.of(new OutboxChange.Remove("op_1"), new OutboxChange.Acked("op_2", 7)))));
        }
        Optional<Cache> reopened = reopen(cache);
        assertThat(reopened).as("a durable cache must be opened again by reopen()").isPresent();
        try (Cache again = reopened.get()) {
            assertThat(again.deviceId(null, DurabilityContract::none)).as("device id after the cache was opened again")
                    .isEqualTo("dev_kept");
            StoreCache store = again.open(STORE, DEVICE);
            try (CacheSnapshot now = store.snapshot()) {
                assertThat(now.appliedSeq()).as("applied seq after the cache was opened again").isEqualTo(7);
            }
            assertRows(ContractStore.rows(store), rows(7, "a", "b", "c"), "rows after the cache was opened again");
            assertThat(store.outbox()).as("outbox after the cache was opened again")
                    .containsExactly(entry("op_2", 2).acked(7), entry("op_3", 3));
        }
    }
}
