package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.ServerProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A contender with its server, and what the row under way has opened. Ends that with the row. */
final class Bench {
    private final Contender contender;
    private final ServerProcess server;
    private final Pace pace;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    Bench(Contender contender, ServerProcess server, Pace pace) {
        this.contender = contender;
        this.server = server;
        this.pace = pace;
    }

    Contender contender() {
        return contender;
    }

    ServerProcess server() {
        return server;
    }

    Pace pace() {
        return pace;
    }

    /** A client for as long as the row lasts. */
    Client client(String space) throws Exception {
        return opened(contender.connect(server.port(), space));
    }

    /** So many of them. */
    List<Client> clients(int count, String space) throws Exception {
        var clients = new ArrayList<Client>(count);
        for (int i = 0; i < count; i++) {
            clients.add(client(space));
        }
        return clients;
    }

    /** Closes it with the row. */
    <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    /** Closes what the row opened, the last first. */
    void endRow() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
