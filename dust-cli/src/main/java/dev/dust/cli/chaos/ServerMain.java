package dev.dust.cli.chaos;

import dev.dust.server.ServerOptions;
import dev.dust.testkit.server.DustServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * A server in a process of its own, which ends with its standard input. Says {@code listening PORT}, and {@code compacted}
 * after it was told to {@code compact}.
 */
public final class ServerMain {
    private ServerMain() {
    }

    /** Takes the file in which it keeps what happens, and the name of its one store. */
    public static void main(String[] args) throws IOException {
        try (DustServer server = DustServer.start(ServerOptions.defaults().data(Path.of(args[0])).stores(Set.of(args[1])))) {
            System.out.println("listening " + server.port());
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                if (!command.equals("compact")) {
                    throw new IllegalArgumentException(command);
                }
                server.store(args[1]).compact();
                System.out.println("compacted");
            }
        }
    }
}
