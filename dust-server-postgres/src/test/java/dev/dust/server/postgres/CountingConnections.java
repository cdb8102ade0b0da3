package dev.dust.server.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that note what is asked of the database. Statements are made anew for each time that they are executed. */
final class CountingConnections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final Set<String> ASKING = Set.of("prepareStatement", "createStatement", "prepareCall", "commit",
            "rollback");

    private final transient List<String> asked = new CopyOnWriteArrayList<>();

    CountingConnections(TestDatabase database) {
        setUrl(database.url());
    }

    /** Statements, commits and rollbacks, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(CountingConnections.class.getClassLoader(), new Class<?>[]{Connection.class},
                (proxy, method, args) -> {
                    if (ASKING.contains(method.getName())) {
                        asked.add(args != null && args[0] instanceof String sql ? sql : method.getName());
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
