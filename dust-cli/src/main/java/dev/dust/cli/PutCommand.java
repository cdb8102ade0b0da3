package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust put}. */
@Command(name = "put", description = "Write a value.")
final class PutCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "JSON", converter = JsonConverter.class,
            description = "The value, as JSON. A map replaces all that is below the path.")
    private Value value;

    @Override
    Write write(DustStore store, String path) {
        return store.put(path, value);
    }
}
