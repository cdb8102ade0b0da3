package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README says what is so. */
class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./dust (\\w+)");

    private static String readme() throws IOException {
        return Files.readString(ProjectFiles.root().resolve("README.md"));
    }

    static Stream<String> examples() throws IOException {
        List<String> examples = blocks(readme());
        assertThat(examples).hasSize(2);
        List<String> ofFiles = blocks(Files.readString(ProjectFiles.root().resolve("docs/files.md")));
        assertThat(ofFiles).hasSize(2);
        return Stream.concat(examples.stream(), ofFiles.stream());
    }

    private static List<String> blocks(String page) {
        Matcher block = JAVA_BLOCK.matcher(page);
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_compilesAsItStands(String example, @TempDir Path classes) {
        var messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        boolean compiled = compiler.getTask(messages, null, null,
                List.of("--release", "21", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString()), null,
                List.of(new Source(example))).call();

        assertThat(messages.toString()).isEmpty();
        assertThat(compiled).isTrue();
    }

    /** The statements of an example in a method, under its imports. */
    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String example) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            int statements = example.indexOf("\n\n");
            code = example.substring(0, statements) + "\nclass Example { void run() throws Exception {"
                    + example.substring(statements) + "}}";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    @Test
    void modules_areThoseThatThereAre() throws IOException {
        String readme = readme();

        assertThat(ProjectFiles.modules()).isNotEmpty()
                .allSatisfy(module -> assertThat(readme).contains("| `" + module.getFileName() + "` |"));
    }

    @Test
    void commands_areThoseThatThereAre() throws IOException {
        var commands = Main.commandLine(name -> null, System.out, System.err).getSubcommands().keySet();

        assertThat(COMMAND.matcher(readme()).results().map(match -> match.group(1))).isNotEmpty().allMatch(commands::contains);
    }

    @Test
    void links_leadSomewhere() throws IOException {
        assertThat(LINK.matcher(readme()).results().map(match -> ProjectFiles.root().resolve(match.group(1)))).isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void version_isThatOfTheBuild() throws IOException {
        String version = new Version().getVersion()[0].split(" ")[1];

        assertThat(readme()).contains("`" + version + "`");
    }
}
