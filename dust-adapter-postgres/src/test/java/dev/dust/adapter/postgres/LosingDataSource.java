package dev.dust.adapter.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that can lose what the server answers to a commit: it took effect, and nobody knows. */
final class LosingDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private volatile boolean losing;

    LosingDataSource(TestDatabase database) {
        setUrl(database.url());
    }

    void loseAnswersToCommits(boolean losing) {
        this.losing = losing;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return Calls.on(Connection.class, (method, args) -> {
            Object result = method.invoke(connection, args);
            if (losing && method.getName().equals("commit")) {
                connection.close();
                throw new SQLException("the connection was lost, on purpose", "08006");
            }
            return result;
        });
    }
}
