package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.path.Path;
import picocli.CommandLine.Parameters;

/** A command that writes at one path, and prints as what the server committed it. */
abstract class WriteCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Where: segments joined by /, with ~1 for a / and ~0 for a ~ inside of one.")
    private Path path;

    @Override
    final int run(Session session) {
        print(Json.object("store_seq", Session.committed(write(session.store(), path.key()))));
        return ExitCode.DONE;
    }

    abstract Write write(DustStore store, String path);
}
