package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The tables of the page on configuration are those that the code makes. {@code -Ddust.docs.write=true} writes them into the
 * page.
 */
class ConfigurationPageTest {
    private static final Path PAGE = ProjectFiles.root().resolve("docs/configuration.md");

    private static String with(String page, String name, String made) {
        String begin = "<!-- made of the code: " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(from).as("the place of the " + name).isGreaterThanOrEqualTo(begin.length());
        assertThat(to).isGreaterThan(from);
        return page.substring(0, from) + "\n" + made + "\n" + page.substring(to);
    }

    @Test
    void page_isWhatTheCodeMakesOfIt() throws IOException {
        String page = Files.readString(PAGE);

        String made = with(with(page, "settings", ConfigurationReference.settings()), "options",
                ConfigurationReference.options());

        assertThat(ConfigurationReference.classes()).hasSizeGreaterThan(10);
        assertThat(made.lines().filter(line -> line.startsWith("| `"))).hasSizeGreaterThan(80);
        if (Boolean.getBoolean("dust.docs.write")) {
            Files.writeString(PAGE, made);
        }
        assertThat(page).as("mvn -pl dust-cli -am test -Dtest=ConfigurationPageTest -Ddust.docs.write=true writes it")
                .isEqualTo(made);
    }
}
