package dev.dust.benchmarks.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM, with the same class path. It ends with this object, if not before. */
public final class Jvm implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    private Jvm(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /**
     * Starts one.
     *
     * @param options   of the JVM
     * @param main      what to run
     * @param arguments of the program
     */
    public static Jvm start(List<String> options, Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Quiet.OPTIONS);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new Jvm(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** The next line that it prints; null at the end. */
    public String readLine() throws IOException {
        return out.readLine();
    }

    /** Gives it a line to read. */
    public void writeLine(String line) {
        in.println(line);
    }

    /** Gives it a line to read, and waits for its answer. */
    public String ask(String line) throws IOException {
        writeLine(line);
        return readLine();
    }

    /** How it ended; -1 if it does not within {@code timeout}. */
    public int exitCode(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /** Tells it that there is nothing more to read; ends it if that does not. */
    @Override
    public void close() {
        end(GRACE.toMillis());
    }

    /** The same with another time for it. */
    public void end(long millis) {
        in.close();
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
