package dev.dust.server.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections whose commits go wrong when a test wants it, and that tell when they are cut off. */
final class FaultyConnections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    /** What happens instead of a commit. */
    @FunctionalInterface
    interface Commit {
        void on(Connection connection) throws SQLException;
    }

    private final transient Queue<Commit> commits = new ConcurrentLinkedQueue<>();

    private transient volatile Runnable onAbort = () -> {
    };

    FaultyConnections(TestDatabase database) {
        setUrl(database.url());
    }

    /** The next commit that none was given for before is {@code commit}. */
    void nextCommit(Commit commit) {
        commits.add(commit);
    }

    /** {@code onAbort} runs whenever somebody cuts a connection off, just before. */
    void onAbort(Runnable onAbort) {
        this.onAbort = onAbort;
    }

    /** The connection is lost, for whoever uses it. */
    static SQLException lost() {
        return new SQLException("the connection was lost, on purpose", "08006");
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(FaultyConnections.class.getClassLoader(), new Class<?>[]{Connection.class},
                (proxy, method, args) -> {
                    Commit commit = method.getName().equals("commit") ? commits.poll() : null;
                    if (commit != null) {
                        commit.on(connection);
                        return null;
                    }
                    if (method.getName().equals("abort")) {
                        onAbort.run();
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
