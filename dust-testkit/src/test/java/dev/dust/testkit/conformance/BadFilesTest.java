package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no scenario is a failure with a clear line. */
class BadFilesTest {
    @TempDir
    private Path folder;

    private String line(String content) {
        List<String> lines = Runs.lines(Runs.file(folder, "bad.json", content));
        assertThat(lines).hasSize(2).last().isEqualTo("0 passed, 1 failed");
        assertThat(lines.getFirst()).startsWith("FAIL ").doesNotContain("Exception");
        return lines.getFirst().replace(folder + "/", "");
    }

    private String step(String step) {
        String line = line(Runs.scenario(step));
        assertThat(line).startsWith("FAIL s: step 1: ");
        return line.substring("FAIL s: step 1: ".length());
    }

    @Test
    void aPathThatIsNone_inWhatTheServerSays() {
        assertThat(step("{\"server\":\"event\",\"store_seq\":1,\"op\":\"set\",\"path\":[5],\"value\":1}"))
                .isEqualTo("\"path\" of a step is a text or a list of segments, not [5]");
        assertThat(line(Runs.scenario("{\"server\":\"event\",\"store_seq\":1,\"op\":\"set\",\"path\":[\"\"],\"value\":1}")))
                .isEqualTo("FAIL s: step 1: empty segment at the top");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(Runs.lines(folder.resolve("none.json"))).containsExactly(
                "FAIL " + folder.resolve("none.json") + ": there is no such file", "0 passed, 1 failed");
    }

    @Test
    void aFolderWithoutScenarios() {
        assertThat(Runs.lines(folder)).containsExactly("FAIL " + folder + ": there is no .json file in this folder",
                "0 passed, 1 failed");
    }

    @Test
    void whatIsNotJson() {
        assertThat(line("{\"name\": ")).startsWith("FAIL bad.json: is not JSON: ");
        assertThat(line("")).startsWith("FAIL bad.json: is not JSON: ");
        assertThat(line("[".repeat(100_000))).startsWith("FAIL bad.json: is not JSON: ");
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Path file = folder.resolve("bytes.json");
        Files.write(file, new byte[]{(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThat(Runs.lines(file).getFirst()).startsWith("FAIL " + file + ": is not JSON: ");
    }

    @Test
    void jsonThatIsNoScenario() {
        assertThat(line("7")).isEqualTo("FAIL bad.json: a scenario is an object, not 7");
        assertThat(line("[]")).isEqualTo("FAIL bad.json: holds no scenario");
        assertThat(line("[1]")).isEqualTo("FAIL bad.json[0]: a scenario is an object, not 1");
        assertThat(line("{}")).isEqualTo("FAIL bad.json: a scenario has no field \"name\"");
        assertThat(line("{\"name\": 1, \"steps\": []}")).isEqualTo("FAIL bad.json: \"name\" of a scenario is a text, not 1");
        assertThat(line("{\"name\": \"n\"}")).isEqualTo("FAIL n: a scenario has no field \"steps\"");
        assertThat(line("{\"name\": \"n\", \"steps\": {}}")).isEqualTo("FAIL n: \"steps\" of a scenario is a list, not {}");
        assertThat(line("{\"name\": \"n\", \"steps\": [], \"more\": 1}"))
                .isEqualTo("FAIL n: a scenario knows no field \"more\"");
    }

    @Test
    void stepsThatAreNone() {
        assertThat(step("1")).isEqualTo("a step is an object, not 1");
        assertThat(step("{}")).isEqualTo("a step is one of server, call, expect, clock, restart, not {}");
        assertThat(step("{\"server\": \"open\", \"clock\": 1}"))
                .isEqualTo("a step is one of server, call, expect, clock, restart, not {\"server\":\"open\",\"clock\":1}");
        assertThat(step("{\"server\": \"explode\"}")).isEqualTo("there is no server step \"explode\"");
        assertThat(step("{\"call\": \"explode\"}")).isEqualTo("there is no call \"explode\"");
        assertThat(step("{\"expect\": \"explode\"}")).isEqualTo("there is no expectation \"explode\"");
        assertThat(step("{\"restart\": 1}")).isEqualTo("\"restart\" is true");
        assertThat(step("{\"clock\": -1}")).isEqualTo("the clock does not go back");
        assertThat(step("{\"clock\": 9007199254740993}")).isEqualTo("a scenario lasts 24 hours at most");
    }

    @Test
    void fieldsThatAreMissing() {
        assertThat(step("{\"call\": \"put\", \"path\": \"k\"}")).isEqualTo("a step has no field \"value\"");
        assertThat(step("{\"call\": \"put\", \"value\": 1}")).isEqualTo("a step has no field \"path\"");
        assertThat(step("{\"server\": \"event\", \"op\": \"set\", \"path\": \"k\"}"))
                .isEqualTo("a step has no field \"store_seq\"");
        assertThat(step("{\"expect\": \"get\", \"path\": \"k\"}")).isEqualTo("get expects either a value or missing");
        assertThat(step("{\"expect\": \"get_many\", \"paths\": []}")).isEqualTo("get_many expects values");
        assertThat(step("{\"expect\": \"enum\", \"pattern\": \"*\"}")).isEqualTo("a page expects items");
        assertThat(step("{\"expect\": \"result\", \"of\": \"w\"}")).isEqualTo("a result is one of ok, error and waiting");
        assertThat(step("{\"server\": \"reply\", \"to\": \"w\"}")).isEqualTo("a reply has either ok or error");
    }

    @Test
    void fieldsThatAreNotKnown() {
        assertThat(step("{\"call\": \"put\", \"path\": \"k\", \"value\": 1, \"vlaue\": 2}"))
                .isEqualTo("a step knows no field \"vlaue\"");
        assertThat(step("{\"call\": \"put\", \"path\": \"k\", \"value\": 1, \"options\": {\"if_matches\": 2}}"))
                .isEqualTo("\"options\" of a step knows no field \"if_matches\"");
        assertThat(step("{\"expect\": \"status\", \"connected\": true}")).isEqualTo("a step knows no field \"connected\"");
        assertThat(step("{\"expect\": \"events\", \"of\": \"s\", \"events\": [{\"seq\": 1}]}"))
                .isEqualTo("an object of \"events\" knows no field \"seq\"");
    }

    @Test
    void fieldsOfTheWrongKind() {
        assertThat(step("{\"clock\": 1.5}")).isEqualTo("\"clock\" of a step is a whole number, not 1.5");
        assertThat(step("{\"call\": \"put\", \"path\": [1], \"value\": 1}"))
                .isEqualTo("\"path\" of a step is a text or a list of segments, not [1]");
        assertThat(step("{\"call\": \"on\", \"pattern\": \"*\", \"mode\": \"loud\"}"))
                .isEqualTo("\"mode\" of a step is one of all, committed, optimistic, not loud");
        assertThat(step("{\"call\": \"on\", \"pattern\": [1]}")).isEqualTo("a segment of a pattern is a text, not 1");
        assertThat(step("{\"expect\": \"get\", \"path\": \"k\", \"missing\": 1}"))
                .isEqualTo("\"missing\" of a step is true or false, not 1");
        assertThat(step("{\"expect\": \"enum\", \"pattern\": \"*\", \"items\": [], \"next\": 1}"))
                .isEqualTo("\"next\" is null or the name of a cursor, not 1");
        assertThat(step("{\"server\": \"join\", \"reply\": {}, \"error\": {}}"))
                .isEqualTo("a join is answered by a reply or an error, not by both");
    }

    @Test
    void oneBadScenario_doesNotHinderTheOthers() {
        Path file = Runs.file(folder, "mixed.json", """
                [{"name": "first", "steps": []}, {"name": "bad", "steps": [{}]}, "no name", {"name": "last", "steps": []}]""");
        assertThat(Runs.lines(file)).containsExactly("PASS first",
                "FAIL bad: step 1: a step is one of server, call, expect, clock, restart, not {}",
                "FAIL " + file + "[2]: a scenario is an object, not \"no name\"", "PASS last", "2 passed, 2 failed");
    }

    @Test
    void foldersAreWalked_inTheOrderOfTheirPaths_forJsonAlone() {
        Runs.file(folder, "b.json", "{\"name\": \"b\", \"steps\": []}");
        Runs.file(folder, "a/z.json", "{\"name\": \"az\", \"steps\": []}");
        Runs.file(folder, "c/a.json", "{\"name\": \"ca\", \"steps\": []}");
        Runs.file(folder, "README.md", "no scenario");
        assertThat(Runs.lines(folder)).containsExactly("PASS az", "PASS b", "PASS ca", "3 passed, 0 failed");
    }
}
