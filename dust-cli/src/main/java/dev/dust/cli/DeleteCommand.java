package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import picocli.CommandLine.Command;

/** {@code dust delete}. */
@Command(name = "delete", description = "Remove what is at and below a path.")
final class DeleteCommand extends WriteCommand {

    @Override
    Write write(DustStore store, String path) {
        return store.delete(path);
    }
}
