package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.Value;
import picocli.CommandLine.Command;

/** {@code dust add}. */
@Command(name = "add", description = "Put a member into a set.")
final class AddCommand extends ValueCommand {

    @Override
    Write write(PathRef at, Value member, WriteOptions options) {
        return at.add(member, options);
    }
}
