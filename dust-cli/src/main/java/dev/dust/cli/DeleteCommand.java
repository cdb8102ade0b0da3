package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dust delete}. */
@Command(name = "delete", description = "Remove what is at and below a path.")
final class DeleteCommand extends WriteCommand {
    @Option(names = "--if-match", paramLabel = "REVISION",
            description = "Remove only if the row has this revision, as dust entry prints it.")
    private @Nullable Long revision;

    @Override
    WriteOptions conditions(WriteOptions options) {
        return revision == null ? options : options.ifMatch(revision);
    }

    @Override
    Write write(PathRef at, WriteOptions options) {
        return at.delete(options);
    }
}
