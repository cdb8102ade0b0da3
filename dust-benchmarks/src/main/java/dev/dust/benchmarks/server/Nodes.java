package dev.dust.benchmarks.server;

import dev.dust.benchmarks.socket.RemoteServer;
import dev.dust.benchmarks.socket.SocketClient;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers on a database of their own, and a client of each. */
final class Nodes implements AutoCloseable {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final List<RemoteServer> servers = new ArrayList<>();
    private final List<SocketClient> clients = new ArrayList<>();

    /** So many. Their clients have caught up. */
    Nodes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RemoteServer server = RemoteServer.start(NodeMain.class, database.url());
            servers.add(server);
            clients.add(new SocketClient(server.url(SocketClient.PATH)));
        }
        clients.forEach(client -> client.store().ready().join());
    }

    TestDatabase database() {
        return database;
    }

    int port(int node) {
        return servers.get(node).port();
    }

    SocketClient client(int node) {
        return clients.get(node);
    }

    @Override
    public void close() {
        clients.forEach(SocketClient::close);
        servers.forEach(RemoteServer::close);
    }
}
