package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on errors (docs/errors.md) has every class and every reason that there is, and no others. */
class ErrorsPageTest {
    private static final String PAGE = ProjectFiles.read(ProjectFiles.root().resolve("docs/errors.md"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\| ([^|]*) \\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern WORDS = Pattern.compile("\"([a-z]+(?:_[a-z]+)+)\"");
    private static final Pattern REFUSAL = Pattern.compile("Refusal\\.of\\(\"([a-z][a-z_ ]*)\"");
    private static final Pattern CASE = Pattern.compile("case ((?:\"[a-z_]+\"(?:, )?)+) -> new");
    private static final Pattern OF_CLASS = Pattern.compile("super\\(\"([a-z_]+)\"");
    /** Two words of one source that become one reason. */
    private static final Map<String, List<String>> MADE_OF = Map.of("_requires_value",
            List.of("add_requires_value", "remove_requires_value"));
    /** What sources that speak of reasons call other things: fields of the wire, capabilities. */
    private static final Set<String> NO_REASONS = Set.of("store_seq", "through_seq", "last_store_seq", "current_seq",
            "snapshot_seq", "client_op_id", "path_segments", "ttl_ms", "if_match", "if_absent", "expires_at", "store_ids",
            "store_access", "session_takeover", "retry_after_ms", "maybe_duplicate", "max_bytes", "idempotent_ops",
            "pushes_in_turn", "accepts_snapshot", "replaces_history", "unanswered_ops", "known_ops", "ops_written",
            "file_uploads", "device_id", "content_type", "current_revision");
    /** What the client takes for no verdict, or ends a membership on, or HTTP alone has: no client tells of them. */
    private static final Set<String> NEVER_TOLD = Set.of("unmatched topic", "out_of_turn", "no_such_store", "too many joins",
            "invalid last_store_seq", "invalid unanswered_ops");

    private static Map<String, String> rows(String anchor) {
        int start = PAGE.indexOf("<a id=\"" + anchor + "\">");
        int end = PAGE.indexOf("\n## ", start);
        var rows = new TreeMap<String, String>();
        ROW.matcher(PAGE.substring(start, end < 0 ? PAGE.length() : end)).results()
                .forEach(row -> quoted(row.group(1)).forEach(word -> rows.put(word, row.group(2))));
        return rows;
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(word -> word.group(1)).toList();
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(ErrorsPageTest::concrete) : Stream.of(type);
    }

    private static String nameOf(Class<?> type) {
        return type.getCanonicalName().substring(type.getPackageName().length() + 1);
    }

    private static Stream<String> sources(String... modules) {
        return ProjectFiles.texts(".java").stream()
                .filter(file -> Stream.of(modules).anyMatch(module -> isOf(file, module))).map(ProjectFiles::read);
    }

    private static boolean isOf(Path file, String module) {
        return file.startsWith(ProjectFiles.root().resolve(module).resolve("src/main/java"));
    }

    private static Set<String> words(Pattern pattern, Stream<String> sources) {
        return sources.flatMap(source -> pattern.matcher(source).results()).map((MatchResult word) -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void page_hasEveryClass() {
        Set<String> written = new TreeSet<>(rows("classes").keySet());
        rows("refused").values().forEach(cell -> written.addAll(quoted(cell)));

        assertThat(written).contains("RefusedException")
                .containsAll(concrete(DustException.class).map(ErrorsPageTest::nameOf).toList());
        assertThat(written).filteredOn(name -> !name.equals("RefusedException"))
                .isSubsetOf(concrete(DustException.class).map(ErrorsPageTest::nameOf).toList());
    }

    @Test
    void page_givesEachRefusalTheClassThatTheCodeGives() {
        assertThat(rows("refused")).hasSizeGreaterThan(20).allSatisfy((reason, cell) -> {
            var refused = RefusedException.of(MapValue.envelope(Map.of("reason", Value.of(reason))));
            assertThat(cell).as(reason).isEqualTo("`" + nameOf(refused.getClass()) + "`");
        });
    }

    @Test
    void page_hasEveryReasonOfTheClient() {
        Set<String> reasons = words(WORDS, sources("dust-domain").filter(ErrorsPageTest::speaksOfReasons));
        reasons.removeAll(NO_REASONS);
        reasons.addAll(words(OF_CLASS, sources("dust-domain")));
        words(CASE, sources("dust-domain").filter(source -> source.contains("class RefusedException")))
                .forEach(cases -> Stream.of(cases.split("[\", ]+")).filter(word -> !word.isEmpty()).forEach(reasons::add));
        sources("dust-domain").forEach(source -> MADE_OF.forEach((end, made) -> {
            if (source.contains("\"" + end + "\"")) {
                reasons.addAll(made);
            }
        }));

        assertThat(reasons).hasSizeGreaterThan(45);
        assertThat(reasons).filteredOn(reason -> !PAGE.contains("`" + reason + "`"))
                .as("reasons that are not on the page, or belong to NO_REASONS").isEmpty();
        assertThat(rows("invalid").keySet()).as("reasons of the page that no call gives").isSubsetOf(reasons);
    }

    private static boolean speaksOfReasons(String source) {
        return source.contains("InvalidRequestException") || source.contains("RefusedException")
                || source.contains("Rendered");
    }

    @Test
    void page_hasEveryReasonOfTheServer() {
        Set<String> reasons = words(REFUSAL, sources("dust-server"));
        reasons.removeAll(NEVER_TOLD);

        assertThat(reasons).hasSizeGreaterThan(20);
        assertThat(reasons).filteredOn(reason -> !PAGE.contains("`" + reason + "`")).as("not on the page").isEmpty();
    }
}
