package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust merge}. */
@Command(name = "merge", description = "Write the fields of a map, and leave its other fields as they are.")
final class MergeCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "JSON", converter = JsonConverter.class,
            description = "The fields, as a JSON object.")
    private Value fields;

    @Override
    void check() {
        if (!(fields instanceof MapValue)) {
            throw mistake("a merge takes a map of fields, not " + Json.render(fields));
        }
    }

    @Override
    Write write(DustStore store, String path) {
        return store.merge(path, fields);
    }
}
