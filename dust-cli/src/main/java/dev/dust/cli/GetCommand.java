package dev.dust.cli;

import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust get}. */
@Command(name = "get", description = "Print a value; for a path with only rows below it, the map that they make.")
final class GetCommand extends ReadCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Which.")
    private DustPath path;
    @Option(names = "--raw", description = "Print a text as it stands, without quotes; other values as JSON.")
    private boolean raw;

    @Override
    int read(Session session) {
        Reading reading = session.store().at(path).get();
        if (!reading.isPresent()) {
            throw new Failure(ExitCode.NOT_FOUND, "there is nothing at " + path + Nearest.meant(path, session.store()));
        }
        Value value = reading.value();
        if (raw && value instanceof TextValue(String text)) {
            show(text);
        } else {
            show(value);
        }
        return ExitCode.DONE;
    }
}
