package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Growth;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Servers hear of each other's writes: at once while they can listen, and soon where they cannot. */
@Tag("postgres")
class FollowingTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final String ENDING_LISTENERS = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and query like 'listen %'";

    private final TestDatabase database = TestPostgres.newDatabase();

    /** What a follower is told. */
    private static final class Heard implements StoreLedger.Follower {
        private final BlockingQueue<Long> seqs = new LinkedBlockingQueue<>();

        @Override
        public void reached(long seq) {
            seqs.add(seq);
        }

        @Override
        public void archived() {
            seqs.add(-1L);
        }

        void awaitNext(long seq) throws InterruptedException {
            assertThat(seqs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(seq);
        }
    }

    private PostgresLedger open(PostgresLedgerOptions options) {
        return PostgresLedger.open(database.dataSource(), options);
    }

    private PostgresLedger open() {
        return open(PostgresLedgerOptions.defaults());
    }

    private void write(PostgresLedger ledger) {
        ledger.make("org/store").write(List.of(increment("n")));
    }

    @Test
    void whereNobodyListens_itIsLookedForEachSecond() throws InterruptedException {
        PostgresLedgerOptions silent = PostgresLedgerOptions.defaults().listen(false);
        try (PostgresLedger here = open(silent); PostgresLedger there = open(silent)) {
            var heard = new Heard();
            here.make("org/store").follow(heard);
            for (int i = 1; i <= 2; i++) {
                write(there);
                heard.awaitNext(i);
            }
            there.make("org/store").archive();
            heard.awaitNext(-1);
        }
        assertThat(listeners()).as("sessions that listen").isEmpty();
    }

    @Test
    void whoeverStopsListening_looksForIt_andListensAgain() throws InterruptedException {
        try (PostgresLedger here = open(); PostgresLedger there = open()) {
            var heard = new Heard();
            here.make("org/store").follow(heard);
            awaitListeners();
            for (int i = 1; i <= 3; i++) {
                database.execute(ENDING_LISTENERS);
                write(there);
                heard.awaitNext(i);
            }
            awaitListeners();
        }
    }

    /** Nobody is told when a firewall forgets a connection; its end that waits for news would wait for hours. */
    @Test
    void connectionThatIsDeadWithoutAWord_isMadeAgain() throws Exception {
        try (var relay = new HaltingRelay(database);
                PostgresLedger tables = open();
                var connections = new Connections(relay.dataSource(database),
                        PostgresLedgerOptions.defaults().timeout(Duration.ofSeconds(1)));
                var notices = new Notices(connections, Duration.ofMillis(200))) {
            StoreLedger store = tables.make("org/store");
            var heard = new Heard();
            new Growth<Long>(notices).follow(1L, heard, store::head);
            awaitListeners();
            relay.halt();
            // A number that the table does not have: nobody finds it by looking.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            Long told = null;
            for (int seq = 7; told == null && System.nanoTime() < end; seq++) {
                database.execute("select pg_notify('dust dust_server', '1:" + seq + "')");
                told = heard.seqs.poll(100, TimeUnit.MILLISECONDS);
            }
            assertThat(told).as("what is heard over a new connection").isNotNull().isGreaterThanOrEqualTo(7);
        }
    }

    private void awaitListeners() throws InterruptedException {
        for (int i = 0; i < PATIENCE_SECONDS * 100 && listeners().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(listeners()).as("sessions that listen").hasSize(1);
    }

    private List<Integer> listeners() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select pid from pg_stat_activity where datname = current_database()"
                        + " and query like 'listen %'")) {
            var pids = new ArrayList<Integer>();
            while (found.next()) {
                pids.add(found.getInt(1));
            }
            return pids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One message tells of all that was written in a few milliseconds, and says how far it got. */
    @Test
    void whatComesInAShortTime_isToldAtOnce() throws SQLException {
        int tellings = 1_000;
        try (var connections = new Connections(database.dataSource(), PostgresLedgerOptions.defaults());
                var notices = new Notices(connections);
                var listening = database.connect();
                var statement = listening.createStatement()) {
            statement.execute("listen \"dust dust_server\"");
            for (int i = 1; i <= tellings; i++) {
                notices.tell(7L, i);
                notices.tell(8L, i);
            }
            notices.tellOfArchive(9L);
            PGConnection session = listening.unwrap(PGConnection.class);
            var told = new ArrayList<String>();
            while (told.isEmpty() || !told.getLast().contains("9:archived")) {
                var news = session.getNotifications((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                assertThat(news).as("news, after %s", told).isNotEmpty();
                for (var each : news) {
                    told.add(each.getParameter());
                }
            }
            assertThat(told).as("messages about %d tellings", tellings).hasSizeLessThan(tellings / 10);
            assertThat(told.getLast()).contains("7:" + tellings, "8:" + tellings);
        }
    }

    /** Somebody else's message on the channel, or one of a later version, is nothing that stops it. */
    @Test
    void whatCannotBeRead_isPassedOver() throws InterruptedException {
        try (PostgresLedger here = open(); PostgresLedger there = open()) {
            var heard = new Heard();
            here.make("org/store").follow(heard);
            awaitListeners();
            database.execute("select pg_notify('dust dust_server', 'x'), pg_notify('dust dust_server', '1:y'),"
                    + " pg_notify('dust dust_server', '1:99999999999999999999'), pg_notify('dust dust_server', ':')");
            // A number that the table does not have: nobody finds it by looking, and no later listener is told it again.
            database.execute("select pg_notify('dust dust_server', id || ':7') from dust_server.stores");
            heard.awaitNext(7);
            write(there);
            assertThat(listeners()).as("sessions that listen").hasSize(1);
        }
    }

    @Test
    void aFollowerThatFails_disturbsNeitherWritersNorOthers() throws InterruptedException {
        try (PostgresLedger here = open(); PostgresLedger there = open()) {
            var heard = new Heard();
            here.make("org/store").follow(new StoreLedger.Follower() {
                @Override
                public void reached(long seq) {
                    throw new IllegalStateException("a follower that fails, on purpose");
                }

                @Override
                public void archived() {
                    throw new IllegalStateException("a follower that fails, on purpose");
                }
            });
            here.make("org/store").follow(heard);
            write(here);
            heard.awaitNext(1);
            write(there);
            heard.awaitNext(2);
            here.make("org/store").archive();
            heard.awaitNext(-1);
        }
    }
}
