package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a command did that was run to its end.
 *
 * @param exitCode what it ended with
 * @param out      what it printed on standard output
 * @param err      what it printed on standard error
 */
record CommandRun(int exitCode, String out, String err) {

    /** What is set for every command under test, unless the test sets something else. */
    static final Map<String, String> DEFAULTS = Map.of("DUST_CACHE", "memory");

    /**
     * Runs a command in this JVM, in an environment of its own; with a cache in memory unless that says something else, so
     * that no test finds what another one, or the developer, has left in a file.
     */
    static CommandRun of(Map<String, String> environment, String... args) {
        return of(new Console(variables(environment), InputStream.nullInputStream(), Terminal.NONE), args);
    }

    /** The same, with something on standard input. */
    static CommandRun ofInput(String input, Map<String, String> environment, String... args) {
        return of(new Console(variables(environment), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Terminal.NONE), args);
    }

    /** The same, wherever it is run. */
    static CommandRun of(Console console, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = Main.commandLine(console, List.of(args), utf8(out), utf8(err)).execute(args);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a command under test finds in its environment. */
    static UnaryOperator<String> variables(Map<String, String> environment) {
        return name -> environment.getOrDefault(name, DEFAULTS.get(name));
    }

    private static PrintStream utf8(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** It did what it was asked, and had nothing to complain about. */
    CommandRun done() {
        assertThat(err).isEmpty();
        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        return this;
    }

    /** The one line of JSON that it printed. */
    Value json() {
        assertThat(out).endsWith("\n").hasLineCount(1);
        return Json.parse(out.strip());
    }

    /** It failed with this exit code, one line on standard error, and nothing on standard output. Returns the line. */
    String complaint(int expectedExitCode) {
        assertThat(err).hasLineCount(1).startsWith("dust").doesNotContain("Exception").endsWith("\n");
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(expectedExitCode);
        return err.strip();
    }
}
