package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written about the project leads somewhere, and is true where that can be told. */
class DocumentationTest {
    /** A page by its path from the root, as comments name it: with an anchor, or without. */
    private static final Pattern REFERENCE = Pattern
            .compile("(?<![\\w./-])(?<!]\\()((?:[\\w-]+/)*docs/[\\w-]+\\.md)(?:#([\\w-]+))?");
    private static final Pattern LINK = Pattern.compile("]\\((?!\\w+:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    /** Papers that the code was written from, and that are nowhere to be found here: by number, by file, by directory. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            "\\b(?:PROTOCOL|DESIGN|HOSTED|CONFORMANCE|FAULTS|HOUSE|EXAMPLES|SERVER|API)(?: [A-Z]?\\d|\\.md)|\\.\\./shared/|/work/");
    private static final Pattern ELSEWHERE_IN_COMMENTS = Pattern
            .compile("(?<![\\w.#\"])(?:PROTOCOL|DESIGN|HOSTED)\\b(?![\\w.(;,])");
    private static final Pattern TABLE_CELL = Pattern.compile("(?m)^\\|([^|\\n]*)\\|");
    private static final Pattern LAST_CELL = Pattern.compile("(?m)\\|([^|\\n]*)\\|$");
    private static final Pattern CODE = Pattern.compile("`([\\w.]+)`");
    /** Begins as the name of a type does, and not as that of a constant. */
    private static final Pattern TYPE_NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)*`");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern MONITOR = Pattern.compile("monitor of `(\\w+)`");

    private static final Map<Path, Page> PAGES = new ConcurrentHashMap<>();

    private static Page page(Path file) {
        return PAGES.computeIfAbsent(file.normalize(), Page::read);
    }

    private static Page concurrency() {
        return page(ProjectFiles.root().resolve("docs/concurrency.md"));
    }

    @Test
    void references_leadSomewhere() {
        var lost = new ArrayList<String>();
        int found = 0;
        for (Path file : ProjectFiles.texts(".java", ".md", ".sql", ".xml")) {
            for (MatchResult reference : matches(REFERENCE, withoutExamples(file))) {
                found++;
                check(file, ProjectFiles.root().resolve(reference.group(1)), reference.group(2), reference.group(), lost);
            }
        }
        assertThat(found).isGreaterThan(100);
        assertThat(lost).as("references that lead nowhere").isEmpty();
    }

    @Test
    void links_leadSomewhere() {
        var lost = new ArrayList<String>();
        int found = 0;
        for (Path file : ProjectFiles.texts(".md")) {
            for (MatchResult link : matches(LINK, withoutExamples(file))) {
                found++;
                Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
                check(file, target, link.group(2), link.group().substring(1), lost);
            }
        }
        assertThat(found).isGreaterThan(50);
        assertThat(lost).as("links that lead nowhere").isEmpty();
    }

    private static void check(Path from, Path target, String anchor, String said, List<String> lost) {
        boolean isThere = Files.exists(target);
        boolean isPage = target.toString().endsWith(".md");
        if (!isThere || anchor != null && (!isPage || !page(target).anchors().contains(anchor))) {
            lost.add(ProjectFiles.root().relativize(from) + ": " + said);
        }
    }

    @Test
    void documents_areThoseOfTheRepository() {
        var elsewhere = new ArrayList<String>();
        for (Path file : ProjectFiles.texts(".java", ".md", ".sql", ".json", ".xml", ".yml", ".properties")) {
            if (!file.endsWith("DocumentationTest.java")) {
                ProjectFiles.read(file).lines().filter(line -> namesADocumentElsewhere(file, line))
                        .forEach(line -> elsewhere.add(ProjectFiles.root().relativize(file) + ": " + line.strip()));
            }
        }
        assertThat(elsewhere).as("names of documents that are not in the repository").isEmpty();
    }

    private static boolean namesADocumentElsewhere(Path file, String line) {
        String bare = line.stripLeading();
        boolean isProse = file.toString().endsWith(".md") || bare.startsWith("*") || bare.startsWith("/*")
                || bare.startsWith("//");
        return ELSEWHERE.matcher(line).find() || isProse && ELSEWHERE_IN_COMMENTS.matcher(line).find();
    }

    /** The formatter wraps code and leaves comments alone; a text in quotes stays in one piece. */
    @Test
    void linesOfJava_areNoLongerThanEditorsAreTold() {
        int most = Integer.parseInt(ProjectFiles.read(ProjectFiles.root().resolve(".editorconfig")).lines()
                .filter(line -> line.startsWith("max_line_length")).map(line -> line.replaceAll("\\D", "")).findFirst()
                .orElseThrow());
        var longer = new ArrayList<String>();
        for (Path file : ProjectFiles.texts(".java")) {
            Path path = ProjectFiles.root().relativize(file);
            ProjectFiles.read(file).lines().filter(line -> line.length() > most && line.indexOf('"') < 0)
                    .forEach(line -> longer.add(path + ": " + line));
        }
        assertThat(longer).isEmpty();
    }

    @Test
    void architecture_namesEveryModuleAndPackage() {
        String text = page(ProjectFiles.root().resolve("docs/architecture.md")).text();

        assertThat(ProjectFiles.modules()).isNotEmpty()
                .allSatisfy(module -> assertThat(text).contains("`" + module.getFileName() + "`"));
        assertThat(ProjectFiles.mainClasses().stream().map(name -> name.substring(0, name.lastIndexOf('.'))).distinct()
                .filter(name -> !text.contains("`" + name + "`") && !text.contains("`" + family(name) + ".*`")))
                .as("packages that are not on the page").isEmpty();
    }

    /** Nested ones, and those of tests, too: to whoever wants to change something they are what to look for. */
    @Test
    void architecture_namesTypesThatThereAre() {
        Set<String> types = ProjectFiles.texts(".java").stream()
                .flatMap(file -> matches(TYPE, ProjectFiles.read(file)).stream())
                .map(type -> type.group(1)).collect(Collectors.toSet());
        String text = page(ProjectFiles.root().resolve("docs/architecture.md")).text();

        List<String> named = matches(TYPE_NAME, text).stream().map(name -> name.group(1)).toList();
        assertThat(named).hasSizeGreaterThan(100);
        assertThat(named).filteredOn(name -> !types.contains(name)).as("types that there are not").isEmpty();
    }

    /** The first three parts of a package's name: {@code dev.dust.testkit}. */
    private static String family(String name) {
        return Stream.of(name.split("\\.")).limit(3).collect(Collectors.joining("."));
    }

    @Test
    void glossary_namesClassesThatThereAre() {
        List<String> classes = ProjectFiles.mainClasses().stream().map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
        String text = page(ProjectFiles.root().resolve("docs/glossary.md")).text();

        List<String> carriers = matches(LAST_CELL, text).stream().flatMap(cell -> matches(CODE, cell.group(1)).stream())
                .map(code -> code.group(1).split("\\.")[0]).toList();
        assertThat(carriers).hasSizeGreaterThan(50);
        assertThat(carriers).filteredOn(name -> !classes.contains(name)).as("classes that there are not").isEmpty();
    }

    @Test
    void concurrency_namesEverySharedField() {
        List<String> written = cells(CODE).toList();

        assertThat(SharedFields.all()).hasSizeGreaterThan(50).filteredOn(field -> written.stream().noneMatch(field::isCalled))
                .as("fields without a row at docs/concurrency.md#fields").isEmpty();
        assertThat(written).filteredOn(name -> !SharedFields.exists(name)).as("rows of docs/concurrency.md without a field")
                .isEmpty();
    }

    @Test
    void concurrency_namesEveryMonitor() {
        List<String> written = cells(MONITOR).toList();

        assertThat(SharedFields.monitors()).isNotEmpty().containsExactlyInAnyOrderElementsOf(written);
    }

    /** What is named in the first cells of the tables, as {@code pattern} finds it. */
    private static Stream<String> cells(Pattern pattern) {
        return matches(TABLE_CELL, concurrency().text()).stream().map(cell -> cell.group(1))
                .flatMap(cell -> matches(pattern, cell).stream()).map(match -> match.group(1))
                .filter(name -> pattern == MONITOR || name.contains("."));
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    /** Without blocks of code: what stands in them is for somewhere else. */
    private static String withoutExamples(Path file) {
        String text = ProjectFiles.read(file);
        return file.toString().endsWith(".md") ? text.replaceAll("(?ms)^```.*?^```$", "") : text;
    }
}
