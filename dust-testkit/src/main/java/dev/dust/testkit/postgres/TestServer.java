package dev.dust.testkit.postgres;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A server that runs.
 *
 * @param adminUrl of a database that is always there
 * @param url      of the database of a name
 */
record TestServer(String adminUrl, UnaryOperator<String> url) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    TestDatabase newDatabase() {
        String name = "dust_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        execute(adminUrl, "drop database if exists " + name);
        execute(adminUrl, "create database " + name + " template template0 encoding 'UTF8'");
        return new TestDatabase(url.apply(name), name);
    }

    /** Such as {@code 18}. */
    String majorVersion() {
        try (var connection = DriverManager.getConnection(adminUrl)) {
            return Integer.toString(connection.getMetaData().getDatabaseMajorVersion());
        } catch (SQLException e) {
            throw new IllegalStateException("the test database does not tell its version", e);
        }
    }

    static void execute(String url, String sql) {
        try (var connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database refused: " + sql, e);
        }
    }
}
