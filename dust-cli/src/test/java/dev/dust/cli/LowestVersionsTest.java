package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lowest versions of libraries are the same where they are told, compiled against, and run. */
class LowestVersionsTest {
    private static final Pattern PROPERTY = Pattern.compile("<([a-z]+)\\.version>([^<]+)</");
    /** How the columns of the page are called where versions are set. */
    private static final Map<String, String> COLUMNS = Map.of("Jackson", "jackson", "jOOQ", "jooq", "Flyway", "flyway",
            "HikariCP",
            "hikaricp", "pgjdbc", "postgresql", "Tyrus", "tyrus", "msgpack-core", "msgpack");

    private static List<String> cells(String line) {
        return List.of(line.strip().substring(1).split("\\|")).stream().map(String::strip).toList();
    }

    /** The row {@code lowest} of the page, by the names of properties. */
    private static Map<String, String> told() {
        List<String> lines = ProjectFiles.read(ProjectFiles.root().resolve("docs/compatibility.md")).lines().toList();
        List<String> head = cells(lines.stream().filter(line -> line.startsWith("| application |")).findFirst().orElseThrow());
        List<String> row = cells(lines.stream().filter(line -> line.startsWith("| `lowest` |")).findFirst().orElseThrow());
        return IntStream.range(0, head.size()).filter(i -> COLUMNS.containsKey(head.get(i))).boxed()
                .collect(Collectors.toMap(i -> COLUMNS.get(head.get(i)), row::get));
    }

    @Test
    void profileLowest_compilesAgainstWhatIsTold() {
        String pom = ProjectFiles.read(ProjectFiles.root().resolve("pom.xml"));
        int from = pom.indexOf("<id>lowest</id>");

        Map<String, String> compiled = PROPERTY.matcher(pom.substring(from, pom.indexOf("</profile>", from))).results()
                .collect(Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));

        assertThat(compiled).isEqualTo(told()).hasSize(COLUMNS.size());
    }

    @Test
    void applicationLowest_runsWithWhatIsTold() {
        String pom = ProjectFiles.read(ProjectFiles.root().resolve("dust-hosts/lowest/pom.xml"));

        List<String> run = Pattern.compile("<version>([0-9][^<]*)</version>").matcher(pom).results()
                .map(found -> found.group(1)).filter(version -> !version.endsWith("-SNAPSHOT")).distinct().sorted().toList();

        assertThat(run).isEqualTo(told().values().stream().distinct().sorted().toList());
    }
}
