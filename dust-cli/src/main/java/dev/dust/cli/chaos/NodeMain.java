package dev.dust.cli.chaos;

import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Retention;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import dev.dust.time.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One of several servers on a PostgreSQL, in a process that ends with its standard input. Says {@code listening PORT}. */
public final class NodeMain {
    /** Short enough that clients notice within the time that they wait for an answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final long PAUSE_MILLIS = 200;

    private NodeMain() {
    }

    /** Is told the database's URL on standard input, where nobody else can read it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // All that happens is compared with the history, from the first op on.
        Retention everything = Retention.defaults().ops(Long.MAX_VALUE).age(Durations.FOR_EVER);
        try (Server server = Server.start(ServerOptions.defaults().ledger(ledger(in.readLine())).retention(everything))) {
            System.out.println("listening " + server.port());
            while (in.readLine() != null) {
                // Nothing else is to be told.
            }
        }
    }

    /** Whatever starts such a server in earnest starts it again where its database is away. */
    private static PostgresLedger ledger(String url) throws InterruptedException {
        while (true) {
            try {
                return PostgresLedger.open(url, null, null, PostgresLedgerOptions.defaults().timeout(TIMEOUT));
            } catch (LedgerException.Unavailable away) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
