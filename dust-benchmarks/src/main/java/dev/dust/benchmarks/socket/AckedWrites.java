package dev.dust.benchmarks.socket;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.program.Program;
import java.util.List;

/**
 * Writes a second that the server has accepted, with 256 under way: each is kept, shown, sent, applied by the server,
 * broadcast, answered, and its echo committed. Arguments: seconds of warm-up, seconds.
 */
public final class AckedWrites implements Program {
    /** How many are under way. */
    static final int IN_FLIGHT = 256;
    /** No two of those under way are at one path. */
    static final int PATHS = 10_000;

    /** For the runner. */
    public AckedWrites() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        try (RemoteServer server = RemoteServer.start(DustServerMain.class);
                SocketClient client = new SocketClient(server.url(SocketClient.PATH))) {
            DustStore store = client.store();
            store.ready().join();
            var window = new Window(IN_FLIGHT);
            return window.rate(number -> store.put(Data.key(number % PATHS), Data.text(number)).committed()
                    .thenRun(window::answered), Double.parseDouble(arguments.get(0)), Double.parseDouble(arguments.get(1)));
        }
    }
}
