package dev.dust.cli;

/** What a command ends with (docs/command-line.md#exit-codes). */
final class ExitCode {
    /** It is done. */
    static final int DONE = 0;
    /** It was refused, or failed in a way that has no code of its own; standard error says how. */
    static final int REFUSED = 1;
    /** It was called in a wrong way, with a bad path for instance. */
    static final int USAGE = 2;
    /** What was asked for is not there. */
    static final int NOT_FOUND = 3;
    /** The server, or the database of the cache, cannot be reached, or does not answer in time. */
    static final int UNREACHABLE = 4;
    /** A lease is held by somebody else, or is lost. */
    static final int NOT_HELD = 5;
    /** It was stopped by Ctrl-C before it was done: as a shell says it of what SIGINT ended. */
    static final int INTERRUPTED = 130;
    /** Whoever read the output has gone: as a shell says it of what SIGPIPE ended. */
    static final int CLOSED_PIPE = 141;
    /** It was told to end before it was done: as a shell says it of what SIGTERM ended. */
    static final int TERMINATED = 143;

    private ExitCode() {
    }
}
