package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.testkit.server.DustServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A {@link ClientProcess}, as the test sees it. */
final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final ChildJvm process;
    private final String deviceId;

    /** Starts it, and waits until it has opened its cache. */
    ChildProcess(String place, DustServer server, String name, long seed) {
        this(place, server, name, seed, 128);
    }

    /**
     * @param place    where its cache is: the URL of a database, or the path of a file
     * @param name     makes the paths that only this one writes
     * @param seed     what it writes comes from it
     * @param heapMega how much memory it has
     */
    ChildProcess(String place, DustServer server, String name, long seed, int heapMega) {
        process = ChildJvm.start(
                List.of("-Xmx" + heapMega + "m", "-Djava.util.logging.config.file="
                        + System.getProperty("java.util.logging.config.file")),
                ClientProcess.class, List.of(place, server.url().toString(), name, Long.toString(seed)),
                ProcessBuilder.Redirect.INHERIT);
        deviceId = expect("device");
    }

    String deviceId() {
        return deviceId;
    }

    /** Tells it what to do. */
    void tell(String command) {
        process.tell(command);
    }

    /** What follows {@code word} on its next line, which must begin with it. */
    String expect(String word) {
        try {
            String line = process.nextLine(PATIENCE);
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
        assertThat(process.endsWithin(millis)).as("process %d has ended by itself", process.pid()).isFalse();
    }

    /** Ends it in the middle of whatever it does, and returns what it has said and was not asked for yet. */
    List<String> kill() throws InterruptedException {
        return process.kill();
    }

    /** How much processor time it has had. */
    Duration cpuTime() {
        return process.cpuTime();
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String signal) throws InterruptedException {
        process.signal(signal);
    }

    @Override
    public void close() {
        process.close();
    }
}
