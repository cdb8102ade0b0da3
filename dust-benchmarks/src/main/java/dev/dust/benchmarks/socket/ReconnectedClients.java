package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Program;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Clients a second that are back after the server has cut all their connections at once: connected, joined, and shown what was
 * written meanwhile. Arguments: how many clients, how often; the median counts.
 */
public final class ReconnectedClients implements Program {
    /** A connection that did not last so long counts as a failure, and the next attempt would wait. */
    private static final Duration STABLE = Duration.ofMillis(5_500);

    /** For the runner. */
    public ReconnectedClients() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int count = Integer.parseInt(arguments.get(0));
        var clients = new ArrayList<SocketClient>();
        try (RemoteServer server = RemoteServer.start(DustServerMain.class)) {
            for (int i = 0; i < count; i++) {
                clients.add(new SocketClient(server.url(SocketClient.PATH)));
            }
            clients.forEach(client -> client.store().ready().join());
            var mark = new int[1];
            return count / Times.median(Integer.parseInt(arguments.get(1)), () -> cut(server, clients, ++mark[0]));
        } finally {
            clients.forEach(SocketClient::close);
        }
    }

    private static double cut(RemoteServer server, List<SocketClient> clients, int mark) throws Exception {
        var missing = new CountDownLatch(clients.size());
        var subscriptions = clients.stream().map(client -> client.store().on("mark", event -> {
            if (event instanceof DustEvent.Committed committed && committed.value().equals(Value.of(mark))) {
                missing.countDown();
            }
        })).toList();
        if (mark > 1) {
            Thread.sleep(STABLE);
        }
        long began = System.nanoTime();
        server.ask("cut " + mark);
        missing.await();
        double seconds = Times.secondsSince(began);
        subscriptions.forEach(Subscription::close);
        return seconds;
    }
}
