package dev.dust.cli;

import dev.dust.path.DustPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust get}. */
@Command(name = "get", description = "Print a value; for a path with only rows below it, the map that they make.")
final class GetCommand extends ReadCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Which.")
    private DustPath path;

    @Override
    void read(Session session) {
        print(session.store().get(path.key()).value());
    }
}
