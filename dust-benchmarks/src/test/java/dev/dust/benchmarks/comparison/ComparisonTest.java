package dev.dust.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.benchmarks.bare.BareContender;
import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.DustContender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.benchmarks.contender.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row can be measured for Dust, and beside it what its frames alone would take; the figures mean nothing here. */
class ComparisonTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream progress = new PrintStream(told, true, StandardCharsets.UTF_8);

    @Test
    @Tag("long")
    void everyRow_givesAFigureForDust_andWhoeverIsNotHereIsSaidToBe() throws Exception {
        Comparison.Results results = Comparison.measure(Pace.SMOKE,
                List.of(new DustContender(), new BareContender(), new Absent()),
                List.of(), progress);

        assertThat(results.contenders()).containsExactly("Dust", "bare WebSocket");
        assertThat(results.absent()).containsEntry("Absent", "no server for it");
        assertThat(results.rows()).hasSameSizeAs(Works.all()).allSatisfy(row -> {
            assertThat(row.missing()).as(row.row().work()).doesNotContainKey("Dust");
            assertThat(row.note("Dust")).as(row.row().work()).isNull();
            assertThat(row.median("Dust", Figure::value).orElseThrow()).as(row.row().work()).isPositive().isFinite();
            assertThat(row.has("bare WebSocket")).as(row.row().work()).isNotEqualTo(row.row() instanceof Outage);
        });
        assertThat(results.isComplete()).isTrue();
        assertThat(results.text()).contains("| acked put, 1 in flight |", "- Absent is not here: no server for it");
    }

    @Test
    void wrongOptions_leaveTheDocumentAsItIs(@TempDir Path directory) throws Exception {
        Path document = Files.writeString(directory.resolve("page.md"), "a page\n");

        for (List<String> wrong : List.of(List.of("--row"), List.of("--rows", "put"), List.of("put"))) {
            assertThat(Comparison.run(document, List.of(new Absent()), wrong, progress, progress)).isEqualTo(2);
        }

        assertThat(document).content().isEqualTo("a page\n");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("usage:");
    }

    @Test
    @Tag("processes")
    void withoutOurs_thereIsNothingToCompare(@TempDir Path directory) throws Exception {
        Path document = Files.writeString(directory.resolve("page.md"), "a page\n");

        assertThat(Comparison.run(document, List.of(new Absent()), List.of(), progress, progress)).isEqualTo(1);

        assertThat(document).content().isEqualTo("a page\n");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("Absent is not here: no server for it");
    }

    /** Whose server cannot be had. */
    static final class Absent implements Contender {
        @Override
        public String name() {
            return "Absent";
        }

        @Override
        public String versions() {
            return "none";
        }

        @Override
        public ServerProcess startServer() throws NotOffered {
            throw new NotOffered("no server for it");
        }

        @Override
        public Client connect(int port, String space) {
            throw new IllegalStateException("there is no server");
        }
    }
}
