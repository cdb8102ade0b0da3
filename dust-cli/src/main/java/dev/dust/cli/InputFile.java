package dev.dust.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a command line names, to be read. */
final class InputFile {
    /** What stands for standard input instead. */
    static final String STANDARD_INPUT = "-";

    private InputFile() {
    }

    /** Why it cannot be read, for people; null if it can. */
    static @Nullable String flaw(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return null;
        }
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            return file + " is no name of a file";
        }
        if (Files.isDirectory(path)) {
            return file + " is a directory, and not a file";
        }
        if (!Files.exists(path)) {
            return "there is no such file: " + file;
        }
        return Files.isReadable(path) ? null : file + " cannot be read: that is not allowed";
    }
}
