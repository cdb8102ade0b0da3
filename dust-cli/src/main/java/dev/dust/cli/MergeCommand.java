package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import picocli.CommandLine.Command;

/** {@code dust merge}. */
@Command(name = "merge", description = "Write the fields of a map, and leave its other fields as they are.")
final class MergeCommand extends ValueCommand {

    @Override
    void check(Value fields) {
        if (!(fields instanceof MapValue)) {
            throw mistake("a merge takes a map of fields, not " + Json.render(fields));
        }
    }

    @Override
    Write write(PathRef at, Value fields, WriteOptions options) {
        return at.merge(fields, options);
    }
}
