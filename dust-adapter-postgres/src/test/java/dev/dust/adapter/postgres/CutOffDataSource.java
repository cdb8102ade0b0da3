package dev.dust.adapter.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that can be cut off: here they are lost, and the server does not know. */
final class CutOffDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient List<Connection> opened = new CopyOnWriteArrayList<>();
    private volatile int cutOff;
    private volatile boolean refusing;

    CutOffDataSource(TestDatabase database) {
        setUrl(database.url());
    }

    /** Cuts off all that were opened. */
    void cutOff() {
        cutOff = opened.size();
    }

    /** Opens no more. */
    void refuse(boolean refusing) {
        this.refusing = refusing;
    }

    /** Whether the server has ended the first session. */
    boolean isFirstEnded() {
        try {
            return !opened.getFirst().isValid(5);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void closeAll() {
        for (Connection connection : opened) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (refusing) {
            throw lost();
        }
        Connection connection = super.getConnection();
        int number = opened.size();
        opened.add(connection);
        return Calls.on(Connection.class, (method, args) -> {
            if (number < cutOff) {
                throw lost();
            }
            return method.invoke(connection, args);
        });
    }

    private static SQLException lost() {
        return new SQLException("the connection was lost, on purpose", "08006");
    }
}
