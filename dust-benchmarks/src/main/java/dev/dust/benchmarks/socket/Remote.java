package dev.dust.benchmarks.socket;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A server that another JVM runs: it tells its port, then does what each line asks, until there are no more. */
public final class Remote {

    private Remote() {
    }

    /** What a line asks for. */
    public interface Command {
        /** Does it, and returns the answer. */
        String run(String line) throws Exception;
    }

    /** Tells {@code port}, does what the lines ask, and ends the JVM. */
    public static void serve(int port, Command command) throws Exception {
        System.out.println(port);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(command.run(line));
        }
        System.exit(0);
    }
}
