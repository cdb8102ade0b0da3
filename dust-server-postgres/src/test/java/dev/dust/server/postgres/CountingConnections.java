package dev.dust.server.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that note each message to the database for which somebody waits. */
final class CountingConnections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient List<String> sent = new CopyOnWriteArrayList<>();

    CountingConnections(TestDatabase database) {
        setUrl(database.url());
    }

    /** What was sent, in order: statements, commits and rollbacks. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return proxy(Connection.class, super.getConnection(), "");
    }

    private <T> T proxy(Class<T> type, T of, String sql) {
        return type.cast(Proxy.newProxyInstance(CountingConnections.class.getClassLoader(), new Class<?>[]{type},
                (proxy, method, args) -> call(of, method, args, sql)));
    }

    private Object call(Object of, Method method, Object[] args, String sql) throws Throwable {
        String first = args != null && args.length > 0 && args[0] instanceof String text ? text : sql;
        if (method.getName().startsWith("execute")) {
            sent.add(first);
        } else if (method.getName().equals("commit") || method.getName().equals("rollback")) {
            sent.add(method.getName());
        }
        try {
            Object result = method.invoke(of, args);
            return switch (result) {
                case CallableStatement call -> proxy(CallableStatement.class, call, first);
                case PreparedStatement prepared -> proxy(PreparedStatement.class, prepared, first);
                case Statement statement when method.getName().equals("createStatement") ->
                    proxy(Statement.class, statement, first);
                case null, default -> result;
            };
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
