package dev.dust.adapter.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Asks PostgreSQL for the plan of each statement on entries or outboxes before it is run, with its values and in its
 * transaction.
 */
final class ExplainingDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final Set<String> RUNS = Set.of("execute", "executeQuery", "executeUpdate", "addBatch");

    /** The settings that a message begins with, if any, and its statement. */
    private static final Pattern EXPLAINABLE = Pattern
            .compile("(?s)(select set_config[^;]*; |)((?:select|delete|with|update)[^;]*\"(?:entries|outbox)\"[^;]*)");

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
            if (!method.getName().equals("prepareStatement")) {
                return result;
            }
            Matcher matcher = EXPLAINABLE.matcher((String) args[0]);
            return matcher.matches()
                    ? explained((PreparedStatement) result,
                            connection.prepareStatement(matcher.group(1) + "explain " + matcher.group(2)))
                    : result;
        });
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

    /** The last answer: that before is of the settings. */
    private static String plan(PreparedStatement explain) throws SQLException {
        var plan = new StringBuilder();
        for (boolean more = explain.execute(); more; more = explain.getMoreResults()) {
            plan.setLength(0);
            try (ResultSet lines = explain.getResultSet()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
