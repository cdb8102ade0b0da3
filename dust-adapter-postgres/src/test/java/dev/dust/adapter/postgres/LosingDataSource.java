package dev.dust.adapter.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
                (proxy, method, args) -> {
                    Object result;
                    try {
                        result = method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (losing && method.getName().equals("commit")) {
                        connection.close();
                        throw new SQLException("the connection was lost, on purpose", "08006");
                    }
                    return result;
                });
    }
}
