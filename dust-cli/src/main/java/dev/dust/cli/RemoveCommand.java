package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.Value;
import picocli.CommandLine.Command;

/** {@code dust remove}. */
@Command(name = "remove", description = "Take a member out of a set.")
final class RemoveCommand extends ValueCommand {

    @Override
    Write write(PathRef at, Value member, WriteOptions options) {
        return at.remove(member, options);
    }
}
