package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store that is larger than the heap is read whole: by pages, as a stream, and by a subscriber who begins with what is there.
 * {@code -Ddust.manyRows=1000000} for another number of rows than what makes some two times the heap, or four times in a
 * thorough build.
 */
@Tag("processes")
@Tag("postgres")
class ManyRowsTest {
    private static final int ROWS = Integer.getInteger("dust.manyRows",
            Boolean.getBoolean("dust.test.thorough") ? 200_000 : 100_000);
    private static final String HEAP = "-Xmx40m";
    /** So that the rows as objects have 600 bytes and more each. */
    private static final String FILLING = "x".repeat(400);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What keeps the rows. */
    enum Kept {
        SQLITE(folder -> folder.resolve("rows.db").toString()), POSTGRES(folder -> TestPostgres.newDatabase().url());

        private final Function<Path, String> place;

        Kept(Function<Path, String> place) {
            this.place = place;
        }
    }

    @TempDir
    private Path folder;

    private static void fill(String place) {
        try (Cache cache = Clients.cache(place)) {
            String device = cache.deviceId("dev_rows", () -> "dev_rows");
            Iterable<Row> rows = () -> IntStream.range(0, ROWS)
                    .mapToObj(i -> new Row(String.format("rows/%07d", i), Value.of(i + FILLING), "string", i + 1L, 0))
                    .iterator();
            cache.open(Clients.STORE, device).commit(Commit.ofReplacement(0, ROWS, rows));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsRead_inAHeapThatHoldsHalfOfThem(Kept kept) throws InterruptedException {
        String place = kept.place.apply(folder);
        fill(place);

        try (var reader = ChildJvm.start(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"), ManyRowsProcess.class, List.of(place),
                ProcessBuilder.Redirect.INHERIT)) {
            for (String way : List.of("pages", "stream", "subscriber")) {
                assertThat(reader.nextLine(PATIENCE)).as("what a reader with %s says", HEAP).isEqualTo(way + " " + ROWS);
            }
        }
    }
}
