package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output that cannot be written. */
class OutputTest extends AgainstServer {
    @BeforeEach
    void put() {
        server.store("s/s").set("a", 1);
    }

    /** Runs a command whose output cannot be written. */
    private CommandRun failing(String failure, String line) {
        var err = new ByteArrayOutputStream();
        var console = new Console(CommandRun.variables(environment()),
                InputStream.nullInputStream(),
                Terminal.NONE);
        var out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(failure);
            }
        };
        int exitCode = Main.run(List.of(line.split(" ")), console, out, err);
        return new CommandRun(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get s/s a", "enum s/s **", "status s/s", "put s/s b 2", "--help", "get --help", "--version"})
    void outputThatCannotBeWritten_isAnError(String line) {
        assertThat(failing("No space left on device", line).complaint(ExitCode.REFUSED))
                .isEqualTo("dust: the output cannot be written: No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get s/s a", "enum s/s ** --all --limit 1", "watch s/s ** --include-current", "--help"})
    void readerThatHasGone_endsTheCommandQuietly(String line) {
        CommandRun run = failing("Broken pipe", line);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CLOSED_PIPE);
        assertThat(run.err().lines().filter(told -> !told.startsWith("dust watch: watching"))).isEmpty();
    }

    @Test
    void output_isWrittenWhereItCanBe() {
        var out = new ByteArrayOutputStream();
        var console = new Console(CommandRun.variables(environment()),
                InputStream.nullInputStream(),
                Terminal.NONE);

        int exitCode = Main.run(List.of("get", "s/s", "a"), console, out, OutputStream.nullOutputStream());

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1\n");
        assertThat(exitCode).isEqualTo(ExitCode.DONE);
    }
}
