package dev.dust.cli;

import dev.dust.subscribe.DustEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a command of the shell's for each event, one after another. */
final class ShellForEach {
    private final List<String> program;
    private final Console console;
    private final Consumer<String> say;

    /** With somebody who is told of commands that fail. */
    ShellForEach(String command, Console console, Consumer<String> say) {
        boolean isWindows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        this.program = isWindows ? List.of("cmd", "/c", command) : List.of("sh", "-c", command);
        this.console = console;
        this.say = say;
    }

    /** Runs it to its end. */
    void run(DustEvent event) {
        Process process = Child.startFed(program, console, Map.of("DUST_PATH", event.path().key(), "DUST_OP",
                EventSink.op(event), "DUST_STORE_SEQ", Long.toString(EventSink.seq(event))));
        try {
            feed(process, Json.render(EventSink.json(event)) + "\n");
            int exitCode = process.waitFor();
            if (exitCode != ExitCode.DONE) {
                say.accept("the command ended with " + exitCode + " for " + event.path().key());
            }
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    private static void feed(Process process, String line) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // Most commands have no use for it.
        }
    }
}
