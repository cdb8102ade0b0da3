package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows as JSON lines. */
class ExportImportTest extends AgainstServer {
    @Test
    void export_printsEachRow_butLeases() {
        server.store("s/old").set("a", Map.of("b", 1, "c", List.of("x")));
        dust("lease", "s/old", "jobs/x").done();

        CommandRun run = dust("export", "s/old");

        assertThat(run.out()).isEqualTo("""
                {"path":"a/b","type":"integer","value":1}
                {"path":"a/c","type":"list","value":["x"]}
                """);
        assertThat(run.err()).isEqualTo("dust export: exported 2 rows, as of store_seq 2\n");
        assertThat(dust("export", "s/old", "a/b").out()).hasLineCount(1);
    }

    @Test
    @Tag("slow")
    void import_writesWhatExportPrinted() {
        server.store("s/old").set("many", IntStream.range(0, 1200).boxed().collect(Collectors.toMap(i -> "k" + i, i -> i)));
        String lines = dust("export", "s/old").out();
        assertThat(lines).hasLineCount(1200);

        CommandRun run = CommandRun.ofInput(lines, environment(), "import", "s/new");

        assertThat(run.err()).endsWith("dust import: imported 1200 rows\n");
        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(dust("export", "s/new").out()).isEqualTo(lines);
    }

    @Test
    void wrongLine_endsTheImport_whichGoesOnFromThere(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), """
                {"path":"a","value":1}
                {"path":"b//","value":2}
                {"path":"c","value":null}
                """);

        assertThat(dust("import", "s/s", file.toString()).complaint(ExitCode.REFUSED)).contains("line 2", "--from 2");
        assertThat(dust("export", "s/s").out()).contains("\"a\"").hasLineCount(1);

        assertThat(dust("import", "s/s", file.toString(), "--from", "3").err()).contains("imported 1 row\n");
        assertThat(dust("get", "s/s", "c").done().out()).isEqualTo("null\n");
    }

    @Test
    void refusedLine_isNamed() {
        server.faults().refuseNextWrite("limit_exceeded", Map.of("dimension", "keys"));

        CommandRun run = CommandRun.ofInput("{\"path\":\"a\",\"value\":1}\n", environment(), "import", "s/s");

        assertThat(run.complaint(ExitCode.REFUSED)).contains("line 1", "limit_exceeded", "--from 1");
    }

    @Test
    void whatIsNoRow_isToldInOneLine() {
        for (String line : List.of("3", "{\"value\":1}", "{\"path\":\"a\"}", "{", "{\"path\":3,\"value\":1}")) {
            assertThat(CommandRun.ofInput(line, environment(), "import", "s/s").complaint(ExitCode.REFUSED)).contains("line 1");
        }
        assertThat(dust("import", "s/s", "no-such-file").complaint(ExitCode.USAGE)).contains("no-such-file");
        assertThat(dust("import", "s/s", "/").complaint(ExitCode.USAGE)).contains("/ is a directory");
        assertThat(dust("import", "s/s", "--from", "0").complaint(ExitCode.USAGE)).contains("--from");
    }

    @Test
    void lineThatIsNoUtf8_isNamed_amongBlankOnes(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("rows.jsonl"),
                "{\"path\":\"a\",\"value\":1}\n\n{\"path\":\"b\",\"value\":\"\u00e9\"}\n"
                        .getBytes(StandardCharsets.ISO_8859_1));

        assertThat(dust("import", "s/s", file.toString()).complaint(ExitCode.REFUSED)).contains("line 3", "UTF-8", "--from 3");
        assertThat(dust("export", "s/s").out()).contains("\"a\"").hasLineCount(1);
    }

    @Test
    void import_bringsTypesBack() {
        dust("increment", "s/old", "visits", "7").done();
        dust("increment", "s/old", "weight", "1.5").done();
        dust("add", "s/old", "tags", "\"x\"").done();
        dust("add", "s/old", "tags", "\"y\"").done();
        dust("add", "s/old", "none", "1").done();
        dust("remove", "s/old", "none", "1").done();
        dust("put", "s/old", "list", "[1]").done();
        String lines = dust("export", "s/old").out();
        assertThat(lines).contains("\"type\":\"counter\"", "\"type\":\"set\",\"value\":[]", "[\"y\",\"x\"]");

        for (int times = 0; times < 2; times++) {
            CommandRun run = CommandRun.ofInput(lines, environment(), "import", "s/new");

            assertThat(run.err()).isEqualTo("dust import: imported 5 rows\n");
            assertThat(dust("export", "s/new").out()).isEqualTo(lines);
        }
    }

    @Test
    void valueThatItsTypeCannotHave_isNoRow() {
        for (String row : List.of("\"type\":\"counter\",\"value\":\"x\"", "\"type\":\"set\",\"value\":1")) {
            assertThat(CommandRun.ofInput("{\"path\":\"a\"," + row + "}", environment(), "import", "s/s")
                    .complaint(ExitCode.REFUSED)).contains("line 1");
        }
    }
}
