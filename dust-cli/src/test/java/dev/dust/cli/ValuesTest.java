package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where values come from, under which conditions they are written, and how they are printed. */
class ValuesTest extends AgainstServer {
    private CommandRun onATerminal(boolean colours, String... args) {
        return CommandRun.of(
                new Console(CommandRun.variables(environment()), InputStream.nullInputStream(), new Terminal(true, colours)),
                args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "@-"})
    void value_comesFromStandardInput(String argument) {
        CommandRun.ofInput("{\"title\": \"Zo\u00eb\"}\n", environment(), "put", STORE, "a", argument).done();

        assertThat(store.get("a/title")).isEqualTo(Value.of("Zo\u00eb"));
    }

    @Test
    void value_comesFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("v.json"), "[1, 2]");

        dust("put", STORE, "a", "@" + file).done();

        assertThat(store.get("a")).isEqualTo(Value.from(List.of(1, 2)));
    }

    @Test
    void rawValue_isTextAsItStands() {
        dust("put", STORE, "a", "--raw", "{not json").done();
        CommandRun.ofInput("two\nlines\n", environment(), "put", STORE, "b", "-", "--raw").done();

        assertThat(store.get("a")).isEqualTo(Value.of("{not json"));
        assertThat(store.get("b")).isEqualTo(Value.of("two\nlines\n"));
        assertThat(dust("get", STORE, "a", "--raw").done().out()).isEqualTo("{not json\n");
        assertThat(dust("get", STORE, "a").done().out()).isEqualTo("\"{not json\"\n");
    }

    @Test
    void valueThatCannotBeRead_isToldInOneLine(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin1"), new byte[]{'"', (byte) 0xeb, '"'});

        assertThat(dust("put", STORE, "a", "@" + folder.resolve("none")).complaint(ExitCode.USAGE)).contains("no such file");
        assertThat(dust("put", STORE, "a", "@" + latin).complaint(ExitCode.USAGE)).contains("UTF-8");
        assertThat(CommandRun.ofInput("", environment(), "put", STORE, "a", "-").complaint(ExitCode.USAGE)).contains("JSON");
        assertThat(store.rows()).isEmpty();
    }

    @Test
    void ifMatch_writesOverThatRevisionAlone() {
        store.set("a", 1);

        dust("put", STORE, "a", "2", "--if-match", "1").done();
        assertThat(dust("put", STORE, "a", "3", "--if-match", "1").complaint(ExitCode.REFUSED)).contains("conflict");
        assertThat(store.get("a")).isEqualTo(Value.of(2));

        assertThat(dust("delete", STORE, "a", "--if-match", "1").exitCode()).isNotEqualTo(ExitCode.DONE);
        assertThat(store.get("a")).isEqualTo(Value.of(2));
    }

    @Test
    void ifAbsent_writesWhereNothingIs() {
        dust("put", STORE, "a", "1", "--if-absent").done();

        assertThat(dust("put", STORE, "a", "2", "--if-absent").complaint(ExitCode.REFUSED)).contains("exists");
        assertThat(store.get("a")).isEqualTo(Value.of(1));
    }

    @Test
    void fence_letsTheHolderWriteAlone() {
        assertThat(dust("put", STORE, "a", "1", "--fence", "jobs/x:7").complaint(ExitCode.REFUSED)).contains("fenced");
        assertThat(store.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put s/s a 1 --if-match 0", "put s/s a 1 --if-match 1 --if-absent", "put s/s a 1 --fence jobs",
            "put s/s a 1 --fence jobs:x", "put s/s a 1 --fence /:1", "tree s/s --depth 0", "range s/s a b --limit 0"})
    void wrongOptions_areToldBeforeAnybodyIsAsked(String line) {
        assertThat(dust(line.split(" ")).complaint(ExitCode.USAGE)).contains("--help");
    }

    @Test
    void pretty_isTheDefaultOnATerminal_withColoursUnlessTheyAreUnwanted() {
        store.set("a", Map.of("list", List.of(1, "x,]}\"\\"), "none", List.of()));
        String indented = """
                {
                  "list": [
                    1,
                    "x,]}\\"\\\\"
                  ],
                  "none": []
                }
                """;

        assertThat(dust("get", STORE, "a").done().out()).hasLineCount(1);
        assertThat(dust("get", STORE, "a", "--pretty").done().out()).isEqualTo(indented);
        assertThat(onATerminal(false, "get", STORE, "a").done().out()).isEqualTo(indented);
        assertThat(onATerminal(true, "get", STORE, "a", "--no-pretty").done().out()).hasLineCount(1);
        String coloured = onATerminal(true, "get", STORE, "a").done().out();
        assertThat(coloured).contains("\u001b[34m\"list\"\u001b[0m: [");
        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(indented);
    }

    @Test
    void getMany_printsWhatIsThere_andNamesWhatIsNot() {
        store.set("a", 1);
        store.set("b", Map.of("c", 2));

        assertThat(dust("get-many", STORE, "b", "a").done().out()).isEqualTo("{\"b\":{\"c\":2},\"a\":1}\n");
        CommandRun partly = dust("get-many", STORE, "a", "none");
        assertThat(partly.out()).isEqualTo("{\"a\":1}\n");
        assertThat(partly.err()).isEqualTo("dust get-many: there is nothing at none\n");
        assertThat(partly.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void entry_tellsTypeAndRevision() {
        store.set("other", 1);
        store.set("a", "x");

        assertThat(dust("entry", STORE, "a").done().out())
                .startsWith("{\"path\":\"a\",\"value\":\"x\",\"type\":\"string\",\"revision\":2,\"synced_at\":\"20")
                .endsWith("Z\",\"pending\":false}\n");
        assertThat(dust("entry", STORE, "none").complaint(ExitCode.NOT_FOUND)).contains("none");
    }

    @Test
    void range_hasTheFirstAndNotTheLast_pageByPage() {
        store.set("k", Map.of("a", 1, "b", 2, "c", 3, "d", 4));

        assertThat(dust("range", STORE, "k/b", "k/d", "--select", "keys").done().out())
                .isEqualTo("{\"items\":[\"k/b\",\"k/c\"],\"next\":null}\n");
        assertThat(dust("range", STORE, "k/b", "k/d", "--limit", "1", "--all").done().out()).hasLineCount(2)
                .contains("{\"path\":\"k/c\",\"value\":3,\"type\":\"integer\",\"revision\":1}");
    }

    @Test
    void ls_printsNamesOneLevelDown() {
        store.set("posts", Map.of("a", Map.of("title", "A"), "b/c", 1));
        store.set("top", 1);

        assertThat(dust("ls", STORE).done().out()).isEqualTo("posts/\ntop\n");
        assertThat(dust("ls", STORE, "posts").done().out()).isEqualTo("a/\nb~1c\n");
        assertThat(dust("ls", STORE, "-l").done().out()).isEqualTo("map               1 posts/\ninteger           2 top\n");
        assertThat(dust("ls", STORE, "top").done().out()).isEqualTo("top\n");
        assertThat(dust("ls", STORE, "none").complaint(ExitCode.NOT_FOUND)).contains("none");
    }

    @Test
    void tree_drawsWhatIsBelow_withValues() {
        store.set("posts", Map.of("a", Map.of("title", "A"), "b", "y".repeat(100)));
        store.set("top", List.of(1));

        assertThat(dust("tree", STORE).done().out()).isEqualTo("""
                test/store
                \u251c\u2500 posts
                \u2502  \u251c\u2500 a
                \u2502  \u2502  \u2514\u2500 title: "A"
                \u2502  \u2514\u2500 b: "%s\u2026
                \u2514\u2500 top: [1]
                """.formatted("y".repeat(58)));
        assertThat(dust("tree", STORE, "posts", "--depth", "1", "--full").done().out()).isEqualTo("""
                posts
                \u251c\u2500 a
                \u2514\u2500 b: "%s"
                """.formatted("y".repeat(100)));
        assertThat(dust("tree", STORE, "none").complaint(ExitCode.NOT_FOUND)).contains("none");
    }
}
