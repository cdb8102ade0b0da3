package dev.dust.benchmarks.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, in a directory that goes with it. */
public final class ServerProcess implements AutoCloseable {
    /** The system property with what Java servers are started with besides, separated by spaces. */
    public static final String OPTIONS = "dust.comparison.server.options";

    private static final long PATIENCE_SECONDS = 60;
    private static final long GRACE_SECONDS = 5;
    private static final int PAUSE_MILLIS = 20;
    /** Where distributions put servers that are not for everybody's path. */
    private static final List<String> PLACES = List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin");

    private final Process process;
    private final Path directory;
    private final int port;

    private ServerProcess(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** How a server is started. */
    @FunctionalInterface
    public interface Command {
        /** The words of it, for a port to listen on and a directory to be in. */
        List<String> words(int port, Path directory);
    }

    /** Starts one on a free port, and waits until it listens there. */
    public static ServerProcess start(Command command) throws Exception {
        int port = freePort();
        Path directory = Files.createTempDirectory("dust-comparison");
        Path log = directory.resolve("server.log");
        Process process = new ProcessBuilder(command.words(port, directory)).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var server = new ServerProcess(process, directory, port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!server.listens()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String told = Files.readString(log);
                server.close();
                throw new IOException("the server did not start: " + told);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return server;
    }

    /**
     * Where a program is.
     *
     * @param debian what Debian calls the package with it
     * @throws NotOffered if it is not there
     */
    public static String program(String name, String debian) throws NotOffered {
        return PLACES.stream().map(place -> Path.of(place, name)).filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new NotOffered("no " + name + " on this machine (Debian: " + debian + ")")).toString();
    }

    /** What a program prints, in one line. */
    public static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().replace('\n', ' ');
    }

    /** The words that run a class of this class path in a JVM. */
    public static List<String> java(Class<?> main, List<String> options, String... arguments) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(Stream.of(System.getProperty(OPTIONS, "").split(" ")).filter(word -> !word.isEmpty()).toList());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** A port at which nobody listens. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** How much time of processors it has had. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        try {
            process.destroy();
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> {
                if (!file.delete()) {
                    file.deleteOnExit();
                }
            });
        } catch (IOException | UncheckedIOException leftBehind) {
            System.err.println("left behind: " + directory);
        }
    }
}
