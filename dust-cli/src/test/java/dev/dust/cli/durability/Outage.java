package dev.dust.cli.durability;

import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A way in which a database cannot be used for a while. */
abstract class Outage {
    private final String says;
    private final boolean readable;

    /**
     * @param says     what an application is told of it, in part
     * @param readable whether what is there can be read meanwhile
     */
    private Outage(String says, boolean readable) {
        this.says = says;
        this.readable = readable;
    }

    String says() {
        return says;
    }

    boolean readable() {
        return readable;
    }

    abstract void begin(PrivatePostgres server, TestDatabase database) throws SQLException;

    abstract void end(PrivatePostgres server, TestDatabase database) throws SQLException;

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    static final class Stopped extends Outage {
        Stopped() {
            super("away", false);
        }

        @Override
        void begin(PrivatePostgres server, TestDatabase database) {
            server.stop();
        }

        @Override
        void end(PrivatePostgres server, TestDatabase database) {
            server.start();
        }
    }

    static final class Killed extends Outage {
        Killed() {
            super("away", false);
        }

        @Override
        void begin(PrivatePostgres server, TestDatabase database) {
            server.kill();
        }

        @Override
        void end(PrivatePostgres server, TestDatabase database) {
            server.start();
        }
    }

    static final class Paused extends Outage {
        Paused() {
            super("away", false);
        }

        @Override
        void begin(PrivatePostgres server, TestDatabase database) {
            server.pause();
        }

        @Override
        void end(PrivatePostgres server, TestDatabase database) {
            server.resume();
        }
    }

    /** Others have all connections, and the cache has lost its own. */
    static final class Full extends Outage {
        static final int CONNECTIONS = 20;

        private final Deque<Connection> others = new ArrayDeque<>();

        Full() {
            super("connections", false);
        }

        @Override
        void begin(PrivatePostgres server, TestDatabase database) throws SQLException {
            Connection first = database.connect();
            others.add(first);
            do {
                fill(database);
                // One that the pool is just making counts already, and is not seen yet.
            } while (cutOff(first) > 0 || others.size() < CONNECTIONS);
        }

        private void fill(TestDatabase database) throws SQLException {
            while (true) {
                try {
                    others.add(database.connect());
                } catch (SQLException full) {
                    if (!"53300".equals(full.getSQLState())) {
                        throw full;
                    }
                    return;
                }
            }
        }

        private static int cutOff(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("select count(pg_terminate_backend(pid, 1000)) from pg_stat_activity"
                            + " where application_name = 'dust'")) {
                result.next();
                return result.getInt(1);
            }
        }

        @Override
        void end(PrivatePostgres server, TestDatabase database) throws SQLException {
            while (!others.isEmpty()) {
                others.removeLast().close();
            }
        }
    }

    /** Writing fails as it does when the disk is full. */
    static final class DiskFull extends Outage {
        DiskFull() {
            super("disk is full", true);
        }

        @Override
        void begin(PrivatePostgres server, TestDatabase database) {
            database.execute("""
                    create or replace function public.disk_full() returns trigger language plpgsql as $$
                    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$""");
            for (String table : new String[]{"entries", "outbox", "stores"}) {
                database.execute("create or replace trigger disk_full before insert or update or delete on dust." + table
                        + " execute function public.disk_full()");
            }
        }

        @Override
        void end(PrivatePostgres server, TestDatabase database) {
            for (String table : new String[]{"entries", "outbox", "stores"}) {
                database.execute("drop trigger disk_full on dust." + table);
            }
        }
    }
}
