package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.metrics.Metrics;
import dev.dust.server.file.ContentStore;
import dev.dust.server.file.MemoryContentStore;
import dev.dust.server.ledger.Retention;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.NamedFiles;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server keeps in memory does not grow for ever. */
class UpkeepTest {
    private final ContentStore files = new MemoryContentStore();
    private final Blobs blobs = new Blobs(files);
    private final MemoryLedger ledger = new MemoryLedger(() -> 1_000, Dialect.OWN::changesOf);

    /** Counts how often contents are looked through. */
    private static final class Counting implements ContentStore {
        private final ContentStore files;
        private int sweeps;

        Counting(ContentStore files) {
            this.files = files;
        }

        @Override
        public long maxBytes() {
            return files.maxBytes();
        }

        @Override
        public Kept put(String hash, InputStream content) throws IOException {
            return files.put(hash, content);
        }

        @Override
        public @Nullable Stored find(String hash) {
            return files.find(hash);
        }

        @Override
        public boolean renew(String hash) {
            return files.renew(hash);
        }

        @Override
        public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
            sweeps++;
            assertThat(isNamed.test(Sha256.name(bytes("one")))).isTrue();
            files.sweep(isNamed, grace);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void putFile(String store, String content) {
        var rules = new StoreRules(store, blobs, StoreRules.UNLIMITED, Dialect.OWN);
        var push = rules.push(PushKind.PUT_FILE, MapValue.envelope(Map.of("path", Value.of("f"), "content",
                Value.of(Base64.getEncoder().encodeToString(bytes(content))))), "dev_a");
        assertThat(ledger.make(store).write(List.of(push)).getFirst().orThrow().ok()).isTrue();
    }

    @Test
    void histories_areKeptAsFarAsTheRetentionSays() {
        putFile("org/store", "one");
        putFile("org/store", "two");
        putFile("org/other", "one");
        new Upkeep(ledger, Retention.defaults().ops(1), Duration.ofMinutes(1), blobs, new Measures(Metrics.none())).run();
        assertThat(ledger.make("org/store").head().compactedSeq()).isEqualTo(1);
        assertThat(ledger.make("org/other").head().compactedSeq()).isZero();
    }

    @Test
    void files_areNamedByRowsOfNow_andByThoseThatTheHistoryTellsOf() {
        putFile("org/store", "one");
        putFile("org/store", "two");
        putFile("org/store", "three");
        ledger.make("org/store").compact(2);
        putFile("org/other", "four");
        assertThat(NamedFiles.of(ledger)).containsExactlyInAnyOrder(Sha256.name(bytes("two")), Sha256.name(bytes("three")),
                Sha256.name(bytes("four")));
    }

    /** What is young stays. */
    @ParameterizedTest(name = "{1} sweeps in {2} runs, one each {0}")
    @CsvSource({"PT1M, 2, 120", "PT1M, 0, 59", "PT1S, 1, 3600", "PT1S, 0, 3599", "PT1H, 3, 3", "P1D, 2, 2"})
    void files_areLookedForOnceAnHour_howeverOftenHistoriesAre(Duration pause, int sweeps, int runs) {
        var counting = new Counting(files);
        putFile("org/store", "one");
        var upkeep = new Upkeep(ledger, Retention.defaults(), pause, new Blobs(counting), new Measures(Metrics.none()));
        for (int i = 0; i < runs; i++) {
            upkeep.run();
        }
        assertThat(counting.sweeps).isEqualTo(sweeps);
        assertThat(files.find(Sha256.name(bytes("one")))).isNotNull();
    }
}
