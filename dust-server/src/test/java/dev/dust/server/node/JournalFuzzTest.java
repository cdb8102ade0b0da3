package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.metrics.Metrics;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.StoreRules;
import dev.dust.server.rules.Wire;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A file is a journal, or refused as one that makes no sense. What it brings back is there again after the next start, with all
 * that was written since.
 */
class JournalFuzzTest {
    private static final Path NAME = Path.of("fuzzed.jsonl");
    private static final String STORE = "james/blog";

    /** A file in memory. */
    private static final class Memory implements JournalFile {
        private byte[] bytes;
        private int read;

        Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] into) {
            int length = Math.min(into.length, bytes.length - read);
            System.arraycopy(bytes, read, into, 0, length);
            read += length;
            return length == 0 ? -1 : length;
        }

        @Override
        public void write(long position, byte[] written) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, (int) position + written.length));
            System.arraycopy(written, 0, bytes, (int) position, written.length);
        }

        @Override
        public void cut(long length) {
            bytes = Arrays.copyOf(bytes, (int) length);
        }

        @Override
        public void close() {
            // It stays.
        }
    }

    /** The stores that a journal brings back. */
    private static final class Restored {
        private final Stores stores;

        Restored(Memory file) {
            var blobs = new Blobs();
            var ledger = new MemoryLedger(() -> 1_767_225_600_000L, Mode.OWN.dialect()::changesOf);
            ledger.writeTo(FileJournal.open(NAME, file, ledger, blobs));
            stores = new Stores(Mode.OWN, null, ledger, blobs, StoreRules.UNLIMITED, null, new Measures(Metrics.none()));
        }

        /** Accepted or not, it is the store's to say. */
        String write() {
            return stores.make(STORE)
                    .apply(PushKind.WRITE, Wire.mapOf("op", "set", "path", "since", "value", 1), "dev_a", STORE)
                    .reply().toString();
        }

        Map<String, Map<String, StoredRow>> rows() {
            var rows = new TreeMap<String, Map<String, StoredRow>>();
            stores.names().forEach(name -> rows.put(name, stores.find(name).rows()));
            return rows;
        }
    }

    @Test
    void everyFile_isAJournal_orRefused() {
        new Fuzzer("journal", Corpus.of(getClass(), "journal"), new ValueMutations(new JacksonCodecs()).jsonLines(), 5_000)
                .run(input -> {
                    var file = new Memory(input);
                    Restored restored;
                    try {
                        restored = new Restored(file);
                    } catch (IllegalStateException refused) {
                        assertThat(refused).hasMessageMatching("line [0-9]+ of the journal fuzzed.jsonl makes no sense");
                        return Target.kind(refused.getCause());
                    }
                    String answer = restored.write();
                    assertThat(new Restored(new Memory(file.bytes)).rows()).isEqualTo(restored.rows());
                    return restored.rows().size() + " stores, " + answer.replaceAll("[0-9]+", "#");
                });
    }
}
