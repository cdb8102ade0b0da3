package dev.dust.benchmarks.postgres;

import dev.dust.benchmarks.program.Program;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The smallest heap, in MiB, in which the rows of {@link StreamPeak} are read by JDBC, as many at once. The same arguments. */
public final class CursorPeak implements Program {

    /** For the runner. */
    public CursorPeak() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        return StreamPeak.measure(arguments, Reader.class);
    }

    /** The reader. */
    public static final class Reader {
        private static final int AT_ONCE = 1_000;

        private Reader() {
        }

        /** Runs it. */
        public static void main(String[] args) throws SQLException {
            try (var connection = DriverManager.getConnection(args[0])) {
                connection.setSchema(args[1]);
                connection.setAutoCommit(false);
                try (var select = connection.prepareStatement("SELECT path, value FROM entries ORDER BY path COLLATE \"C\"")) {
                    select.setFetchSize(AT_ONCE);
                    long count = 0;
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            count += rows.getString(1).isEmpty() || rows.getString(2).isEmpty() ? 0 : 1;
                        }
                    }
                    if (count != Long.parseLong(args[2])) {
                        throw new IllegalStateException("rows are missing");
                    }
                }
            }
        }
    }
}
