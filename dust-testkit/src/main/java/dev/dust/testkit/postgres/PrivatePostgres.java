package dev.dust.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of one test's own, which the test may stop, kill, pause and start again: always the embedded binaries,
 * whatever {@link TestPostgres} found for the others. What was committed is there after a restart, at the same URL. For one
 * thread at a time, and for systems with the command {@code kill}.
 */
public final class PrivatePostgres implements AutoCloseable {
    private final Path directory;
    private final Map<String, String> settings;
    private final int port;
    private final TestServer server;
    /** Null while it is down. */
    private @Nullable EmbeddedPostgres running;

    PrivatePostgres(Map<String, String> settings) {
        this.settings = settings;
        try {
            this.directory = Files.createTempDirectory("dust-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("no place for a database", e);
        }
        this.running = launch(0);
        this.port = running.getPort();
        this.server = TestPostgres.at("localhost", port);
        TestPostgres.checkVersion(server);
    }

    /** Commits are durable here, as far as the processes are concerned. */
    private EmbeddedPostgres launch(int onPort) {
        var builder = EmbeddedPostgres.builder().setDataDirectory(data()).setCleanDataDirectory(false).setPort(onPort)
                .setServerConfig("fsync", "off").setServerConfig("synchronous_commit", "on");
        settings.forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** A new, empty database. */
    public TestDatabase newDatabase() {
        return server.newDatabase();
    }

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it takes connections. */
    public void start() {
        running = launch(port);
    }

    /** Shuts it down: it ends every session, and nobody can connect. Does nothing if it is down. */
    public void stop() {
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
            } finally {
                running = null;
            }
        }
    }

    /** Ends all its processes by SIGKILL, in the middle of what they do. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        signal("KILL", processes);
        processes.forEach(process -> process.onExit().join());
        stop();
    }

    /** Halts all its processes by SIGSTOP: the machine still takes connections for it, and nobody is answered. */
    public void pause() {
        signal("STOP", processes());
        // It may have started another one before the signal came.
        signal("STOP", processes());
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT", processes());
    }

    /** The postmaster, which has put its own id on the first line of a file, and what it started; the postmaster first. */
    private List<ProcessHandle> processes() {
        try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
            var processes = new ArrayList<ProcessHandle>();
            ProcessHandle.of(pid).ifPresent(postmaster -> {
                processes.add(postmaster);
                postmaster.descendants().forEach(processes::add);
            });
            return processes;
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL is down", e);
        }
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("this system has no command kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending a signal", e);
        }
    }

    /** Ends it, paused or not, and removes what it kept. */
    @Override
    public void close() {
        if (running != null) {
            resume();
            stop();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the database cannot be removed", e);
        }
    }
}
