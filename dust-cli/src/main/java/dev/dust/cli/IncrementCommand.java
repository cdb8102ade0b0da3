package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dust increment}. */
@Command(name = "increment", description = "Add to a counter.")
final class IncrementCommand extends WriteCommand {
    @Spec
    private CommandSpec spec;

    private Number by;

    @Parameters(index = "2", paramLabel = "BY", arity = "0..1", defaultValue = "1", converter = JsonConverter.class, description = "How much: a whole number or a float, perhaps negative (default: ${DEFAULT-VALUE}).")
    void setBy(Value value) {
        if (!(value.toPlain() instanceof Number number)) {
            throw new ParameterException(spec.commandLine(), "BY is a number, not " + Json.render(value));
        }
        by = number;
    }

    @Override
    Write write(DustStore store, String path) {
        return store.increment(path, by);
    }
}
