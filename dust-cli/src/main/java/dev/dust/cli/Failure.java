package dev.dust.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Something that a user is told in one line, and no mistake of the program's. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** With the exit code for what has none of its own. */
    Failure(@Nullable String message) {
        this(ExitCode.REFUSED, message);
    }

    Failure(int exitCode, @Nullable String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Why a file cannot be read or written, in words. */
    static String why(IOException failure) {
        return switch (failure) {
            case NoSuchFileException none -> "there is no such file";
            case AccessDeniedException denied -> "that is not allowed";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** What the command ends with, one of {@link ExitCode}. */
    int exitCode() {
        return exitCode;
    }
}
