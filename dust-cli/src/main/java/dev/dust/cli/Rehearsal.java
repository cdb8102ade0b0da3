package dev.dust.cli;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Does once what commands do, so that Java can keep what it has learnt of their classes for the commands to come. The launcher
 * runs it, beside the first command (libexec/start.sh).
 */
final class Rehearsal {
    /** Instead of a directory: to be the server. It has a process to itself: its classes are of no use to a client. */
    private static final String SERVER = "server";

    private static final List<String> LINES = List.of(
            "put s/s posts/hello {\"title\":\"Hello\",\"likes\":1.5,\"tags\":[true,null]}",
            "increment s/s posts/hello/likes",
            "get s/s posts/hello",
            "get s/s posts/hello --no-pretty",
            "get s/s posts/hello/title --raw",
            "get-many s/s posts/hello posts/hello/likes",
            "entry s/s posts/hello/likes",
            "ls s/s",
            "tree s/s",
            "enum s/s posts/**",
            "status s/s",
            "watch s/s ** --include-current --limit 1",
            "delete s/s posts",
            "get --help");

    private Rehearsal() {
    }

    /**
     * Runs it.
     *
     * @param args a directory, in which SQLite's native library is put, so that not every command unpacks it anew
     * @throws IllegalStateException if a command fails
     */
    public static void main(String[] args) throws IOException {
        Logs.quiet();
        if (args[0].equals(SERVER)) {
            serve();
        } else {
            unpackSqlite(Path.of(args[0]));
            rehearse();
        }
        System.exit(ExitCode.DONE);
    }

    /** Until standard input ends, which it does with whoever started this, too. */
    private static void serve() throws IOException {
        try (Server server = Server.start(ServerOptions.defaults())) {
            System.out.println(server.url());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void rehearse() throws IOException {
        Path home = Files.createTempDirectory("dust-rehearsal");
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Rehearsal.class.getName(), SERVER)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
            String url = said.readLine();
            if (url == null) {
                throw new IllegalStateException("there is no server to rehearse with");
            }
            LINES.forEach(line -> run(List.of(line.split(" ")), url, home));
        } finally {
            server.destroy();
            delete(home);
        }
    }

    private static void run(List<String> args, String server, Path home) {
        Map<String, String> environment = Map.of("DUST_URL", server, "HOME", home.toString());
        var console = new Console(environment::get, InputStream.nullInputStream(), new Terminal(true, true));
        int exitCode = Main.run(args, console, OutputStream.nullOutputStream(), System.err);
        if (exitCode != ExitCode.DONE) {
            throw new IllegalStateException("dust " + String.join(" ", args) + " ended with " + exitCode);
        }
    }

    private static void unpackSqlite(Path directory) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            // For a platform without one, SQLite looks for it elsewhere.
            if (library != null) {
                Files.copy(library, directory.resolve(name));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
