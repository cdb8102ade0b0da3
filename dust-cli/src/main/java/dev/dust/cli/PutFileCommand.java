package dev.dust.cli;

import dev.dust.FileOptions;
import dev.dust.Write;
import dev.dust.error.FileException;
import dev.dust.path.DustPath;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust put-file}. */
@Command(name = "put-file", description = "Store a file; readers see its reference at the path. There is no --fence: servers"
        + " take no conditions for a file.",
        footer = CacheOptions.HELP
                + "the file is kept there, and sent by the next command on this store that reaches the server.")
final class PutFileCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Where.")
    private DustPath path;
    @Parameters(index = "2", paramLabel = "FILE", description = "The file; - for standard input.")
    private String file;
    @Option(names = "--name", paramLabel = "NAME", description = "What it is called (default: the file's own name).")
    private @Nullable String name;
    @Option(names = "--type", paramLabel = "TYPE",
            description = "Its media type, such as image/png (default: application/octet-stream).")
    private @Nullable String type;

    private boolean isStandardInput() {
        return file.equals(InputFile.STANDARD_INPUT);
    }

    @Override
    void check() {
        String flaw = InputFile.flaw(file);
        if (flaw == null && !isStandardInput() && !Files.isRegularFile(Path.of(file))) {
            flaw = file + " is no regular file: pass it on standard input, by -";
        }
        if (flaw != null) {
            throw mistake(flaw);
        }
    }

    @Override
    OutboxUse outboxUse() {
        return OutboxUse.WRITES;
    }

    @Override
    int run(Session session) throws InterruptedException {
        FileOptions options = FileOptions.defaults().filename(name).contentType(type);
        Write write;
        try {
            write = isStandardInput()
                    ? session.store().at(path).putFile(console().in(), options)
                    : session.store().at(path).putFile(Path.of(file), options);
        } catch (FileException unreadable) {
            throw new Failure(unreadable.getMessage());
        }
        return finish(session, write);
    }
}
