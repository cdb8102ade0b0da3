package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust add}. */
@Command(name = "add", description = "Put a member into a set.")
final class AddCommand extends WriteCommand {
    @Parameters(index = "2", paramLabel = "JSON", converter = JsonConverter.class, description = "The member, as JSON.")
    private Value member;

    @Override
    Write write(DustStore store, String path) {
        return store.add(path, member);
    }
}
