package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.Value;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust increment}. */
@Command(name = "increment", description = "Add to a counter.")
final class IncrementCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "BY", arity = "0..1", defaultValue = "1", converter = JsonConverter.class,
            description = "How much: a whole number or a float, perhaps negative (default: ${DEFAULT-VALUE}).")
    private Value by;

    @Override
    void check() {
        super.check();
        if (!(by.toPlain() instanceof Number)) {
            throw mistake("BY is a number, not " + Json.render(by));
        }
    }

    @Override
    Write write(PathRef at, WriteOptions options) {
        return at.increment((Number) Objects.requireNonNull(by.toPlain(), "by"), options);
    }
}
