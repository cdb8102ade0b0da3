package dev.dust.cli;

import dev.dust.PathRef;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dust put}. */
@Command(name = "put", description = "Write a value. A map replaces all that is below the path.")
final class PutCommand extends ValueCommand {
    @Option(names = "--if-match", paramLabel = "REVISION",
            description = "Write only if the row has this revision, as dust entry prints it.")
    private @Nullable Long revision;
    @Option(names = "--if-absent", description = "Write only if there is no row at the path.")
    private boolean ifAbsent;

    @Override
    WriteOptions conditions(WriteOptions options) {
        WriteOptions matched = revision == null ? options : options.ifMatch(revision);
        return ifAbsent ? matched.ifAbsent() : matched;
    }

    @Override
    Write write(PathRef at, Value value, WriteOptions options) {
        return at.put(value, options);
    }
}
