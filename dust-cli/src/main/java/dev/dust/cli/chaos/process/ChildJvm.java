package dev.dust.cli.chaos.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with a class of this class path in a small JVM, which is told on standard input what to do, and tells on standard
 * output what it did, a line each. For one thread at a time, except for {@link #kill}, {@link #signal} and {@link #isAlive}.
 */
public final class ChildJvm implements AutoCloseable {
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final PrintWriter commands;
    /** An empty one follows the last. */
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private ChildJvm(Process process) {
        this.process = process;
        commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        reader = Thread.ofVirtual().start(this::readLines);
    }

    /**
     * Starts it.
     *
     * @param options   more options of the JVM
     * @param main      the class to run
     * @param arguments its arguments; everybody on the machine can read them
     * @param errors    where its standard error goes
     * @throws UncheckedIOException if it cannot be started
     */
    public static ChildJvm start(List<String> options, Class<?> main, List<String> arguments, ProcessBuilder.Redirect errors) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            return new ChildJvm(new ProcessBuilder(command).redirectError(errors).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLines() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lines.add(Optional.empty());
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is halted. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Tells it what to do. */
    public void tell(String command) {
        commands.println(command);
    }

    /** What it says next; null if it has ended, or says nothing within {@code patience}. */
    public @Nullable String nextLine(Duration patience) throws InterruptedException {
        Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line != null && line.isEmpty()) {
            lines.add(line);
        }
        return line == null ? null : line.orElse(null);
    }

    /** Whether it ends by itself within {@code millis}. */
    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Ends it by SIGKILL, in the middle of whatever it does.
     *
     * @return what it has said and was not asked for yet
     * @throws IllegalStateException if it had ended otherwise
     */
    public List<String> kill() throws InterruptedException {
        // Not the process's own destroyForcibly, which throws away what it has said.
        process.toHandle().destroyForcibly();
        int exitCode = process.waitFor();
        if (exitCode != KILLED) {
            throw new IllegalStateException("process " + process.pid() + " had ended by itself, with " + exitCode);
        }
        reader.join();
        return lines.stream().flatMap(Optional::stream).toList();
    }

    /** How much processor time it has had. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Sends it a signal, such as {@code STOP}. */
    public void signal(String signal) throws InterruptedException {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("kill -" + signal + " " + process.pid() + " failed with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends its standard input, by which it knows that it is to end, and waits for that. Returns whether it has, with exit code
     * 0.
     */
    public boolean end(Duration patience) throws InterruptedException {
        commands.close();
        return endsWithin(patience.toMillis()) && process.exitValue() == 0;
    }

    /** Ends it if it lives. */
    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
