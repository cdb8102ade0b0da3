package dev.dust.adapter.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Asks PostgreSQL for the plan of each statement on entries or outboxes before it is run, with its values and in its
 * transaction.
 */
final class ExplainingDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final Set<String> RUNS = Set.of("execute", "executeQuery", "executeUpdate", "addBatch");

    private final transient List<String> plans = new ArrayList<>();

    ExplainingDataSource(TestDatabase database) {
        setUrl(database.url());
    }

    /** The plans since this was asked last. */
    List<String> plans() {
        var taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return Calls.on(Connection.class, (method, args) -> {
            Object result = method.invoke(connection, args);
            return method.getName().equals("prepareStatement") && explainable((String) args[0])
                    ? explained((PreparedStatement) result, connection.prepareStatement("explain " + args[0]))
                    : result;
        });
    }

    private static boolean explainable(String sql) {
        return sql.matches("(?s)(select|delete|with|update).*\"(entries|outbox)\".*") && !sql.contains(";");
    }

    private PreparedStatement explained(PreparedStatement statement, PreparedStatement explain) {
        return Calls.on(PreparedStatement.class, (method, args) -> {
            if (method.getName().startsWith("set") && args.length >= 2 && args[0] instanceof Integer) {
                method.invoke(explain, args);
            } else if (RUNS.contains(method.getName())) {
                plans.add(plan(explain));
            }
            return method.invoke(statement, args);
        });
    }

    private static String plan(PreparedStatement explain) throws SQLException {
        var plan = new StringBuilder();
        try (var lines = explain.executeQuery()) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
