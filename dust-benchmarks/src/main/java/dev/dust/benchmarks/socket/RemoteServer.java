package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Jvm;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A server in a JVM of its own, as a client sees it. */
public final class RemoteServer implements AutoCloseable {
    private final Jvm jvm;
    private final int port;

    private RemoteServer(Jvm jvm, int port) {
        this.jvm = jvm;
        this.port = port;
    }

    /** Starts one that runs {@code main} with {@code arguments}, which calls {@link Remote}. */
    public static RemoteServer start(Class<?> main, String... arguments) throws IOException {
        Jvm jvm = Jvm.start(List.of("-Xms1g", "-Xmx4g", "-Xmn256m"), main, List.of(arguments));
        String port = jvm.readLine();
        if (port == null) {
            throw new IOException("the server did not start");
        }
        return new RemoteServer(jvm, Integer.parseInt(port));
    }

    /** Where {@code path} is. */
    public URI url(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Has it do what {@code line} says. */
    public void ask(String line) throws IOException {
        tell(line);
        awaitDone(line);
    }

    /** Has it do that, and does not wait: {@link #awaitDone} does. */
    public void tell(String line) {
        jvm.writeLine(line);
    }

    /** Waits for {@code line}, which it was {@link #tell told}. */
    public void awaitDone(String line) throws IOException {
        if (!"done".equals(jvm.readLine())) {
            throw new IOException("the server failed at: " + line);
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
