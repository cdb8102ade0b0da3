package dev.dust.cli;

import dev.dust.DustFile;
import dev.dust.path.DustPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dust fetch-file}. */
@Command(name = "fetch-file",
        description = "Fetch a file, and compare it with the hash of its reference: it is stored whole, or"
                + " not at all. Prints the reference.")
final class FetchFileCommand extends StoreCommand {
    @Parameters(index = "1", paramLabel = "PATH", converter = PathConverter.class, description = "Where.")
    private DustPath path;
    @Parameters(index = "2", paramLabel = "FILE",
            description = "Where to store it, over what is there; - for standard output, and then the exit code alone says"
                    + " whether it was whole.")
    private String target;

    @Override
    void check() {
        Path folder = Path.of(target).toAbsolutePath().getParent();
        if (!target.equals("-") && (folder == null || !Files.isDirectory(folder) || Files.isDirectory(Path.of(target)))) {
            throw mistake("FILE is to be the name of a file in a folder that is there, not " + target);
        }
    }

    @Override
    int run(Session session) {
        DustFile file = session.store().at(path).file().orElseThrow(() -> none(session));
        if (target.equals("-")) {
            print(file);
        } else {
            file.saveTo(Path.of(target));
            print(file.ref());
        }
        return ExitCode.DONE;
    }

    private Failure none(Session session) {
        if (session.absence() != null && !session.store().at(path).get().isPresent()) {
            return new Failure(ExitCode.UNREACHABLE, session.absence() + "; and the cache knows of nothing at " + path);
        }
        return new Failure(ExitCode.NOT_FOUND, "there is no file at " + path + Nearest.meant(path, session.store()));
    }

    private void print(DustFile file) {
        try (InputStream content = file.open()) {
            content.transferTo(stream());
        } catch (IOException broken) {
            throw new Failure("the file at " + path + " is not whole: " + broken.getMessage());
        }
        if (stream().checkError()) {
            throw new OutputLost();
        }
    }
}
