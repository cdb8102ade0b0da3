package dev.dust.cli;

import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerStore;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Commands that are tried against a server, a new one for each test. */
abstract class AgainstServer {
    static final String STORE = "test/store";

    DustServer server;
    ServerStore store;

    @BeforeEach
    final void startServer() {
        server = DustServer.start();
        store = server.store(STORE);
    }

    @AfterEach
    final void stopServer() {
        server.close();
    }

    /** In which commands find it. */
    final Map<String, String> environment() {
        return Map.of("DUST_URL", server.url().toString());
    }

    /** Runs a command that finds it. */
    final CommandRun dust(String... args) {
        return CommandRun.of(environment(), args);
    }
}
