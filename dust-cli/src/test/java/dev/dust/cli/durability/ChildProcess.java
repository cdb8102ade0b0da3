package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.server.DustServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A {@link ClientProcess}, as the test sees it. */
final class ChildProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 150;
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;
    private final String deviceId;

    /** Starts it, and waits until it has opened its cache. */
    ChildProcess(TestDatabase database, DustServer server, String name, long seed) {
        this(database, server, name, seed, 128);
    }

    /**
     * @param name     makes the paths that only this one writes
     * @param seed     what it writes comes from it
     * @param heapMega how much memory it has
     */
    ChildProcess(TestDatabase database, DustServer server, String name, long seed, int heapMega) {
        try {
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + heapMega + "m", "-Djava.util.logging.config.file="
                            + System.getProperty("java.util.logging.config.file"),
                    "-cp", System.getProperty("java.class.path"), ClientProcess.class.getName(), database.url(),
                    server.url().toString(), name, Long.toString(seed)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        reader = Thread.ofVirtual().start(this::readLines);
        deviceId = expect("device");
    }

    private void readLines() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String deviceId() {
        return deviceId;
    }

    /** Tells it what to do. */
    void tell(String command) {
        commands.println(command);
    }

    /** What follows {@code word} on its next line, which must begin with it. */
    String expect(String word) {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("what process %d says", process.pid()).startsWith(word);
            return line.substring(Math.min(line.length(), word.length() + 1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What follows {@code word} on each of its next lines, as many as are wanted. */
    List<String> expect(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> expect(word)).toList();
    }

    /** Lets it run for a while. */
    void run(long millis) throws InterruptedException {
        assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).as("process %d has ended by itself", process.pid())
                .isFalse();
    }

    /** Ends it in the middle of whatever it does, and returns what it has said and was not asked for yet. */
    List<String> kill() throws InterruptedException {
        // Not the process's own destroyForcibly, which throws away what it has said.
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor()).as("ended by SIGKILL").isEqualTo(KILLED);
        reader.join();
        return List.copyOf(lines);
    }

    /** How much processor time it has had. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
