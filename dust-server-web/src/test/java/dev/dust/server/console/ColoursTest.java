package dev.dust.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the console says can be read in light and in dark, by the contrasts of WCAG 2.2, level AA. */
class ColoursTest {
    private static final Pattern SCHEME = Pattern.compile("(?s):root \\{(.*?)}");
    private static final Pattern COLOUR = Pattern.compile("--([a-z]+): #([0-9a-f]{6});");
    private static final double TEXT = 4.5;

    private static List<Map<String, Integer>> schemes() throws IOException {
        try (InputStream css = ColoursTest.class.getResourceAsStream("/dev/dust/server/console/console.css")) {
            String text = new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
            return SCHEME.matcher(text).results().map(scheme -> {
                var colours = new HashMap<String, Integer>();
                for (Matcher colour = COLOUR.matcher(scheme.group(1)); colour.find();) {
                    colours.put(colour.group(1), Integer.parseInt(colour.group(2), 16));
                }
                return (Map<String, Integer>) colours;
            }).toList();
        }
    }

    private static double luminance(int colour) {
        return 0.2126 * part(colour >> 16) + 0.7152 * part(colour >> 8) + 0.0722 * part(colour);
    }

    private static double part(int bits) {
        double part = (bits & 0xff) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    private static double contrast(int one, int other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    @Test
    void everyColourOfText_canBeReadOnEveryGround_inBothSchemes() throws IOException {
        List<Map<String, Integer>> schemes = schemes();
        assertThat(schemes).hasSize(2);
        for (Map<String, Integer> scheme : schemes) {
            for (String text : List.of("text", "dim", "accent", "bad")) {
                for (String ground : List.of("page", "panel", "fresh")) {
                    assertThat(contrast(scheme.get(text), scheme.get(ground))).as("%s on %s", text, ground)
                            .isGreaterThanOrEqualTo(TEXT);
                }
            }
        }
    }
}
