package dev.dust.cli.chaos;

import dev.dust.cli.chaos.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A process that takes part, and is started again after it was killed. At most one fault at a time happens to it. */
abstract class Member {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final Class<?> main;
    private final Path errors;
    private final Semaphore faults = new Semaphore(1);
    private ChildJvm process;

    /**
     * Not started yet.
     *
     * @param errors where its standard error goes
     */
    Member(Class<?> main, Path errors) {
        this.main = main;
        this.errors = errors;
    }

    /** Whoever holds this does something to it. */
    final Semaphore faults() {
        return faults;
    }

    final synchronized ChildJvm process() {
        return process;
    }

    final synchronized void launch(int heapMega, String... arguments) {
        process = ChildJvm.start(List.of("-Xmx" + heapMega + "m"), main, List.of(arguments),
                ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }

    /** Starts it. */
    abstract void start() throws InterruptedException;

    /** Ends it by SIGKILL. */
    void kill() throws InterruptedException {
        try {
            process().kill();
        } catch (IllegalStateException died) {
            throw new Failed(this + " died: " + died.getMessage());
        }
    }

    /** What follows {@code word} on its next line. */
    final String expect(String word) throws InterruptedException {
        String line = process().nextLine(PATIENCE);
        if (line == null || !line.startsWith(word)) {
            throw new Failed(this + " was to say \"" + word + "\" within " + PATIENCE + ", and "
                    + (line != null ? "said " + line : process().isAlive() ? "said nothing" : "has ended"));
        }
        return line.substring(word.length()).strip();
    }

    /** Halts it by SIGSTOP, or lets it go on by SIGCONT. */
    final void halt(boolean on) throws InterruptedException {
        process().signal(on ? "STOP" : "CONT");
    }

    /** Ends it in order. */
    final void end() throws InterruptedException {
        if (!process().end(PATIENCE)) {
            throw new Failed(this + " has not ended well within " + PATIENCE);
        }
    }

    final void close() {
        if (process() != null) {
            process().close();
        }
    }
}
