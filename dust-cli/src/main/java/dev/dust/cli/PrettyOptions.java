package dev.dust.cli;

import dev.dust.value.Value;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How values are printed. */
final class PrettyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;
    @Option(names = "--pretty", negatable = true, fallbackValue = "true",
            description = "Print JSON over several lines, or with --no-pretty in one. On a terminal it is pretty by default, and has"
                    + " colours, unless $NO_COLOR is set.")
    private @Nullable Boolean pretty;

    /**
     * Prints a value and the end of its line, at once.
     *
     * @throws OutputLost if it cannot be written
     */
    void print(Value value) {
        Terminal terminal = DustCommand.of(command).console().terminal();
        boolean indented = pretty == null ? terminal.isThere() : pretty;
        PrintWriter out = command.commandLine().getOut();
        String json = Json.render(value);
        out.print((indented ? JsonText.indented(json, terminal.isThere() && terminal.colours()) : json) + '\n');
        if (out.checkError()) {
            throw new OutputLost();
        }
    }
}
