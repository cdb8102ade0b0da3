package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What people read of a command that failed. */
class MistakesTest {
    @CommandLine.Command(name = "dust")
    private static final class Nothing {
    }

    @Test
    void failureWithoutAMessage_isToldAllTheSame_inOneLine() {
        var printed = new StringWriter();
        CommandLine command = new CommandLine(new Nothing()).setErr(new PrintWriter(printed, true));
        int code = Mistakes.inExecution(new Failure(null), command, command.parseArgs());
        assertThat(code).isEqualTo(ExitCode.REFUSED);
        assertThat(printed.toString().lines()).containsExactly("dust: it failed, and does not say why");
    }
}
