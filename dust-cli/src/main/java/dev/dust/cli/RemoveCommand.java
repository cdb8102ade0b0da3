package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust remove}. */
@Command(name = "remove", description = "Take a member out of a set.")
final class RemoveCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "JSON", converter = JsonConverter.class, description = "The member, as JSON.")
    private Value member;

    @Override
    Write write(DustStore store, String path) {
        return store.remove(path, member);
    }
}
