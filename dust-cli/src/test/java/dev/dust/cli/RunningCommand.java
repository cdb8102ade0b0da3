package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** A command that runs until it is stopped, on a thread of its own in this JVM. */
final class RunningCommand implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    private final Thread thread;
    private volatile int exitCode = -1;

    /** Hands over each line as soon as it is written. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            if (b == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }

        PrintStream stream() {
            return new PrintStream(this, true, StandardCharsets.UTF_8);
        }

        String next() throws InterruptedException {
            String next = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("a line within %d s", PATIENCE_SECONDS).isNotNull();
            return next;
        }
    }

    RunningCommand(Map<String, String> environment, String... args) {
        CommandLine dust = Main.commandLine(CommandRun.variables(environment), out.stream(),
                err.stream());
        thread = Thread.ofPlatform().start(() -> exitCode = dust.execute(args));
    }

    /** The next line on standard output. */
    String nextLine() throws InterruptedException {
        return out.next();
    }

    /** The next line on standard error. */
    String nextComplaint() throws InterruptedException {
        return err.next();
    }

    /** What it ends with, by itself. */
    int exitCode() throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(thread.isAlive()).as("still running").isFalse();
        return exitCode;
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
