package dev.dust.testkit.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that nobody else uses.
 *
 * @param url      for pgjdbc, complete: with user and password
 * @param name     of the database
 */
public record TestDatabase(String url, String name) {

    /** New connections, not pooled, and without a timeout. */
    public DataSource dataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** A connection, to be closed. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** Runs a statement on a connection of its own. */
    public void execute(String sql) {
        TestServer.execute(url, sql);
    }
}
