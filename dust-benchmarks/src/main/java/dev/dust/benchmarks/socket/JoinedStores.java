package dev.dust.benchmarks.socket;

import dev.dust.DustStore;
import dev.dust.benchmarks.program.Program;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Stores a second that one client has opened on one connection when the last has caught up; the first one makes the connection.
 * Arguments: how many stores, how often; the median counts, so that the first time is a warm-up.
 */
public final class JoinedStores implements Program {

    /** For the runner. */
    public JoinedStores() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int stores = Integer.parseInt(arguments.get(0));
        try (RemoteServer server = RemoteServer.start(DustServerMain.class)) {
            return stores / Times.median(Integer.parseInt(arguments.get(1)), () -> open(server, stores));
        }
    }

    private static double open(RemoteServer server, int stores) {
        try (SocketClient client = new SocketClient(server.url(SocketClient.PATH))) {
            client.store().ready().join();
            long began = System.nanoTime();
            var ready = IntStream.range(1, stores).mapToObj(i -> client.store("bench/store" + i)).map(DustStore::ready);
            CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new)).join();
            return Times.secondsSince(began);
        }
    }
}
