package dev.dust.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The command in a process of its own. */
final class CommandProcess {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private CommandProcess() {
    }

    /** Starts it with that class path, and with these variables beside those of this process. */
    static Process start(String classPath, Map<String, String> environment, String... args) throws IOException {
        return java(List.of("-cp", classPath, "dev.dust.cli.Main"), environment, args);
    }

    /** Starts it by a shell, with a line of arguments and redirections, as the launcher does. */
    static Process shell(Map<String, String> environment, String line) throws IOException {
        return sh("export LC_ALL=C.UTF-8\n", environment, line);
    }

    /** The same, without that. */
    static Process bareShell(Map<String, String> environment, String line) throws IOException {
        return sh("", environment, line);
    }

    /** The line goes to the shell by a file, because this JVM may be unable to encode it for a command line. */
    private static Process sh(String before, Map<String, String> environment, String line) throws IOException {
        Path script = Files.createTempFile("dust", ".sh");
        script.toFile().deleteOnExit();
        Files.writeString(script,
                before + "exec " + JAVA
                        + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp \"$CLASS_PATH\" dev.dust.cli.Main "
                        + line + "\n");
        var builder = new ProcessBuilder("bash", script.toString());
        builder.environment().putAll(CommandRun.DEFAULTS);
        builder.environment().putAll(environment);
        builder.environment().put("CLASS_PATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private static Process java(List<String> program, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(program);
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(CommandRun.DEFAULTS);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The same, to its end. */
    static CommandRun run(String classPath, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return await(start(classPath, environment, args));
    }

    /** Runs a module of a module path to its end. */
    static CommandRun runModule(String modulePath, String module, String... args) throws IOException, InterruptedException {
        return await(java(List.of("--module-path", modulePath, "--module", module), Map.of(), args));
    }

    static CommandRun await(Process process) throws InterruptedException {
        // Both at once: a process waits for ever whose one pipe is full while the other is read.
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        String out = all(process.getInputStream());
        return new CommandRun(process.waitFor(), out, err.join());
    }

    private static String all(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
