package dev.dust.benchmarks.server;

import dev.dust.benchmarks.socket.Remote;
import dev.dust.server.ServerOptions;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;

/** A server on the PostgreSQL whose URL is the argument, in a JVM of its own. */
public final class NodeMain {
    private NodeMain() {
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        var ledger = PostgresLedger.open(args[0], null, null, PostgresLedgerOptions.defaults());
        try (Server server = Server.start(ServerOptions.defaults().ledger(ledger))) {
            Remote.serve(server.port(), line -> {
                throw new IllegalArgumentException(line);
            });
        }
    }
}
