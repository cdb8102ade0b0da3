package dev.dust.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that a command runs, with the terminal of its own. Thread-safe. */
final class Child {
    private static final int NO_SUCH_PROGRAM = 127;
    private static final long GRACE_SECONDS = 10;

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /**
     * Starts a program that reads and writes where this one does.
     *
     * @param variables variables of its environment besides those of this process
     * @throws Failure if there is no such program, with the exit code that a shell has for it
     */
    static Child start(List<String> program, Console console, Map<String, String> variables) {
        return new Child(start(builder(program, console, variables).inheritIO()));
    }

    /**
     * Starts a program that reads what is told, and writes where this one does.
     *
     * @return what it reads
     */
    static Process startFed(List<String> program, Console console, Map<String, String> variables) {
        return start(builder(program, console, variables).redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Failure(NO_SUCH_PROGRAM, "the command cannot be run: " + e.getMessage());
        }
    }

    private static ProcessBuilder builder(List<String> program, Console console, Map<String, String> variables) {
        var builder = new ProcessBuilder(program);
        builder.environment().putAll(variables);
        restoreLocale(builder.environment(), console.environment().apply("DUST_LC_ALL"));
        return builder;
    }

    /** The launcher has changed it for Java's sake. */
    private static void restoreLocale(Map<String, String> environment, @Nullable String before) {
        if (before == null) {
            return;
        }
        environment.remove("DUST_LC_ALL");
        if (before.isEmpty()) {
            environment.remove("LC_ALL");
        } else {
            environment.put("LC_ALL", before);
        }
    }

    /** Waits for its end, and returns its exit code; 128 and the signal's number if a signal ended it. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end, and whatever it has started; after some seconds without asking. */
    void end() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Its exit code; null while it runs. */
    @Nullable
    Integer exitCode() {
        return process.isAlive() ? null : process.exitValue();
    }
}
