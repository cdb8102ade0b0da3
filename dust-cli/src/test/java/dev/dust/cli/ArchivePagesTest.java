package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of the archive (dust-cli/src/archive/archive.xml). */
class ArchivePagesTest {
    private static final Path ROOT = ProjectFiles.root();
    private static final Pattern OF_THE_PROJECT = Pattern
            .compile("(?s)<directory>\\$\\{project.basedir}/..</directory>(.*?)</fileSet>");
    private static final Pattern INCLUDE = Pattern.compile("<include>(.*?)</include>");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```.*?```");
    private static final Pattern LINK = Pattern.compile("]\\((?!\\w+:)([^)#\\s]+)[^)\\s]*\\)");

    private static boolean isPacked(Path file, List<String> includes) {
        Path relative = ROOT.relativize(file);
        return includes.stream().anyMatch(
                include -> FileSystems.getDefault().getPathMatcher("glob:" + include).matches(relative));
    }

    @Test
    void links_leadToWhatIsPacked() {
        String archive = ProjectFiles.read(ROOT.resolve("dust-cli/src/archive/archive.xml"));
        String files = OF_THE_PROJECT.matcher(archive).results().findFirst().orElseThrow().group(1);
        List<String> includes = INCLUDE.matcher(files).results().map(include -> include.group(1)).toList();
        List<Path> pages = ProjectFiles.texts(".md").stream().filter(file -> isPacked(file, includes)).toList();
        assertThat(pages).hasSizeGreaterThan(25);

        var lost = new ArrayList<String>();
        for (Path page : pages) {
            for (MatchResult link : LINK.matcher(EXAMPLE.matcher(ProjectFiles.read(page)).replaceAll("")).results().toList()) {
                Path target = page.resolveSibling(link.group(1)).normalize();
                Path packed = Files.isDirectory(target) ? target.resolve("any") : target;
                if (!isPacked(packed, includes)) {
                    lost.add(ROOT.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(lost).as("links to what the archive does not have").isEmpty();
    }
}
