package dev.dust.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Markdown.
 *
 * @param anchors what a link may name in it: its own anchors, and those that GitHub makes of headings
 */
record Page(String text, Set<String> anchors) {
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?)\\s*$");
    private static final Pattern ID = Pattern.compile("<a id=\"([^\"]+)\"></a>");

    static Page read(Path file) {
        String text = ProjectFiles.read(file);
        var anchors = new HashSet<String>();
        Matcher id = ID.matcher(text);
        while (id.find()) {
            if (!anchors.add(id.group(1))) {
                throw new AssertionError(file + " has two anchors " + id.group(1));
            }
        }
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            String slug = slug(heading.group(1));
            // What GitHub does with equal headings: each further one is counted.
            int further = 0;
            while (!anchors.add(further == 0 ? slug : slug + "-" + further) && further < 100) {
                further++;
            }
        }
        return new Page(text, Set.copyOf(anchors));
    }

    private static String slug(String heading) {
        return heading.replaceAll("<[^>]*>", "").replaceAll("]\\([^)]*\\)", "").strip().toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "").replace(' ', '-');
    }
}
