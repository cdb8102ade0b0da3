package dev.dust.benchmarks.server;

import dev.dust.benchmarks.program.Program;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * From a bare {@code NOTIFY} until its answer is there, which is a {@code NOTIFY} of the session that heard the first, in
 * microseconds: the median. The arguments of {@link NodeToNode}.
 */
public final class BareNotices implements Program {
    private static final int PATIENCE_MILLIS = (int) (NodeToNode.PATIENCE_SECONDS * 1_000);

    /** For the runner. */
    public BareNotices() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        TestDatabase database = TestPostgres.newDatabase();
        try (Connection here = database.connect();
                Connection there = database.connect();
                Statement notify = here.createStatement();
                Statement answer = there.createStatement()) {
            notify.execute("listen pong");
            answer.execute("listen ping");
            Thread other = Thread.ofPlatform().daemon().start(() -> answerEach(there, answer));
            double median = Micros.median(arguments, number -> {
                notify.execute("notify ping");
                await(here);
            });
            answer.cancel();
            other.interrupt();
            return median;
        }
    }

    private static void answerEach(Connection there, Statement answer) {
        try {
            while (await(there)) {
                answer.execute("notify pong");
            }
        } catch (SQLException closed) {
            // It is over.
        }
    }

    private static boolean await(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getNotifications(PATIENCE_MILLIS).length > 0;
    }
}
