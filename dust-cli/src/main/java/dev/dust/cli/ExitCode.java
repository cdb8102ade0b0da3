package dev.dust.cli;

/** What a command ends with. */
final class ExitCode {
    /** It is done. */
    static final int DONE = 0;
    /** It was refused, there is nothing, or the server is away; standard error says which. */
    static final int REFUSED = 1;
    /** It was called in a wrong way, with a bad path for instance. */
    static final int USAGE = 2;

    private ExitCode() {
    }
}
