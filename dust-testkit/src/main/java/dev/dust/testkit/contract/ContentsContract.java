package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.DEVICE;
import static dev.dust.testkit.contract.ContractStore.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.cache.FileContents;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contents of files that wait: chunks by op and number. */
public interface ContentsContract extends CacheUnderTest {

    /** Every chunk comes back under its number, whatever its bytes; the last may be shorter; behind it there is none. */
    @Test
    default void contents_comeBackByTheirNumbers() {
        try (var it = ContractStore.open(this)) {
            FileContents contents = it.store().contents();
            contents.write("op_1", 0, chunk(0, FileContents.CHUNK_BYTES));
            contents.write("op_1", 1, chunk(1, FileContents.CHUNK_BYTES));
            contents.write("op_1", 2, chunk(2, 1));
            assertThat(contents.read("op_1", 1)).as("a chunk in the middle").isEqualTo(chunk(1, FileContents.CHUNK_BYTES));
            assertThat(contents.read("op_1", 0)).as("the first chunk").isEqualTo(chunk(0, FileContents.CHUNK_BYTES));
            assertThat(contents.read("op_1", 2)).as("the last chunk, of one byte").isEqualTo(chunk(2, 1));
            assertThat(contents.read("op_1", 3)).as("behind the last chunk").isNull();
            assertThat(contents.read("op_none", 0)).as("a chunk for an op that has none").isNull();
        }
    }

    /** A chunk that is written again is the new one. */
    @Test
    default void chunkThatIsWrittenAgain_isTheNewOne() {
        try (var it = ContractStore.open(this)) {
            FileContents contents = it.store().contents();
            contents.write("op_1", 0, chunk(1, 1_000));
            contents.write("op_1", 0, chunk(2, 1_000));
            assertThat(contents.read("op_1", 0)).as("a chunk that was written twice").isEqualTo(chunk(2, 1_000));
        }
    }

    /** Each op of each device in each store has its own, and the same ones when its store is opened again. */
    @Test
    default void contents_areApartByDeviceStoreAndOp() {
        try (var it = ContractStore.open(this)) {
            FileContents otherDevice = it.cache().open(STORE, "dev_other").contents();
            FileContents otherStore = it.cache().open("org/other", DEVICE).contents();
            it.store().contents().write("op_1", 0, chunk(1, 10));
            it.store().contents().write("OP_1", 0, chunk(2, 10));
            otherDevice.write("op_1", 0, chunk(3, 10));
            assertThat(otherStore.read("op_1", 0)).as("content in another store").isNull();
            assertThat(otherDevice.read("op_1", 0)).as("content of another device").isEqualTo(chunk(3, 10));
            assertThat(it.cache().open(STORE, DEVICE).contents().read("op_1", 0)).as("content of the same pair, opened again")
                    .isEqualTo(chunk(1, 10));
            assertThat(it.store().contents().read("OP_1", 0)).as("content for another op").isEqualTo(chunk(2, 10));
            assertThat(it.store().contents().opIds()).as("ops with content").containsExactlyInAnyOrder("op_1", "OP_1");
        }
    }

    /** A removal takes all of one content, and nothing else. */
    @Test
    default void removedContent_isGone_andNoOther() {
        try (var it = ContractStore.open(this)) {
            FileContents contents = it.store().contents();
            contents.write("op_1", 0, chunk(1, FileContents.CHUNK_BYTES));
            contents.write("op_1", 1, chunk(1, 10));
            contents.write("op_2", 0, chunk(2, 10));
            contents.remove("op_1");
            contents.remove("op_none");
            assertThat(contents.read("op_1", 0)).as("the first chunk of what was removed").isNull();
            assertThat(contents.read("op_1", 1)).as("the last chunk of what was removed").isNull();
            assertThat(contents.read("op_2", 0)).as("another content").isEqualTo(chunk(2, 10));
            assertThat(contents.opIds()).as("ops with content").containsExactly("op_2");
        }
    }

    /** What a durable cache took is there when it is opened again. */
    @Test
    default void durableCache_keepsContents() {
        Cache cache = openCache();
        boolean durable;
        try (cache) {
            durable = cache.durable();
            cache.open(STORE, DEVICE).contents().write("op_1", 0, chunk(1, 10));
        }
        Optional<Cache> reopened = reopen(cache);
        assertThat(reopened.isPresent()).as("whether the cache can be opened again").isEqualTo(durable);
        reopened.ifPresent(again -> {
            try (again) {
                assertThat(again.open(STORE, DEVICE).contents().read("op_1", 0)).as("content after the cache was opened again")
                        .isEqualTo(chunk(1, 10));
            }
        });
    }

    private static byte[] chunk(int seed, int length) {
        byte[] chunk = new byte[length];
        for (int i = 0; i < length; i++) {
            chunk[i] = (byte) (i * 31 + seed);
        }
        return chunk;
    }
}
