package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cli.chaos.process.Await;
import dev.dust.error.UnavailableException;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database ends the session by which a client holds its device id, and another client takes the id, while the first one
 * lives.
 */
@Execution(ExecutionMode.CONCURRENT)
class DeviceIdTakenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EACH = 10;

    private final TestDatabase database = TestPostgres.newDatabase();
    private final DustServer server = DustServer.start();
    private final ServerHistory history = new ServerHistory(server);
    private final CutOff connections = new CutOff(database.url());
    private final Dust loser = Clients.over(
            new PostgresCache(connections, Clients.CODECS, PostgresOptions.defaults()), server.url());
    private final DustStore losers = loser.store(Clients.STORE);
    private Dust other;

    @AfterEach
    void close() {
        loser.close();
        if (other != null) {
            other.close();
        }
        history.close();
        server.close();
    }

    /** A client's way to the database, which can be cut off. */
    private static final class CutOff extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;
        private volatile boolean isCutOff;

        CutOff(String url) {
            setUrl(url);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (isCutOff) {
                throw new SQLException("cut off on purpose", "08006");
            }
            return super.getConnection();
        }
    }

    /** Returns once the other client has the id; the first one has not been able to look since its session was ended. */
    private DustStore otherTakesTheId() {
        String id = loser.connection().deviceId();
        connections.isCutOff = true;
        database.execute("select pg_terminate_backend(pid, 30000) from pg_locks where locktype = 'advisory' and objsubid = 1"
                + " and database = (select oid from pg_database where datname = current_database())"
                + " and mode = 'ExclusiveLock'");
        other = Clients.onPostgres(database.url(), server.url());
        DustStore others = other.store(Clients.STORE);
        assertThat(other.connection().deviceId()).isEqualTo(id);
        connections.isCutOff = false;
        return others;
    }

    private static List<Write> increments(DustStore store) {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < EACH; i++) {
            writes.add(store.increment("n"));
        }
        return writes;
    }

    private static void requireAccepted(List<Write> writes) throws Exception {
        for (Write write : writes) {
            assertThat(write.committed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
        }
    }

    /** On the server each took effect once, and both clients read that. */
    private void requireOnce(DustStore others, List<String> opIds) {
        Await.until(PATIENCE, "all took effect", () -> server.store(Clients.STORE).seq() >= opIds.size());
        assertThat(history.events()).extracting(DustEvent.Committed::opId).containsExactlyInAnyOrderElementsOf(opIds);
        for (DustStore store : List.of(losers, others)) {
            Await.until(PATIENCE, "it is in step", () -> store.status().lastStoreSeq() == opIds.size()
                    && store.status().pendingOps() == 0 && store.status().connection() == ConnectionStatus.CONNECTED);
            assertThat(store.get("n").value()).isEqualTo(Value.of(opIds.size()));
            assertThat(store.status().problem()).isNull();
        }
    }

    private static List<String> ids(Stream<Write> writes) {
        return writes.map(Write::opId).toList();
    }

    @Test
    void loserGoesOnUnderAnotherId_andNobodyWaits() throws Exception {
        String id = loser.connection().deviceId();
        List<Write> before = increments(losers);
        requireAccepted(before);
        DustStore others = otherTakesTheId();
        List<Write> after = increments(losers);
        requireAccepted(after);
        assertThat(loser.connection().deviceId()).isNotEqualTo(id);
        List<Write> theirs = increments(others);
        requireAccepted(theirs);
        requireOnce(others, ids(Stream.of(before, after, theirs).flatMap(List::stream)));
        assertThat(history.events()).extracting(DustEvent.Committed::deviceId).doesNotContainNull().filteredOn(
                loser.connection().deviceId()::equals).hasSize(EACH);
    }

    @Test
    void whatTheLoserHadKept_isSentOnce_byWhoeverHasItNow() throws Exception {
        losers.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        server.faults().refuseConnects(true);
        server.faults().dropConnections();
        List<Write> kept = increments(losers);
        DustStore others = otherTakesTheId();
        assertThat(others.pending()).hasSize(EACH);
        List<Write> after = increments(losers);
        for (Write write : kept) {
            assertThatThrownBy(() -> write.committed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnavailableException.class).hasMessageContaining("another process");
        }
        assertThat(losers.get("n").value()).isEqualTo(Value.of(EACH));
        server.faults().refuseConnects(false);
        requireAccepted(after);
        requireOnce(others, ids(Stream.of(kept, after).flatMap(List::stream)));
    }

    /** A reader of rows that the other one has taken further does not see on top of them what they include. */
    @Test
    void loserWhoHasNotNoticedYet_readsNothingTwice() throws Exception {
        losers.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        server.faults().of(loser.connection().deviceId()).delay(Duration.ofMinutes(10));
        List<Write> kept = increments(losers);
        Await.until(PATIENCE, "the server has them", () -> server.store(Clients.STORE).seq() == EACH);
        server.faults().heal();
        DustStore others = otherTakesTheId();
        Await.until(PATIENCE, "the other one has the rows", () -> others.status().lastStoreSeq() == EACH);
        assertThat(losers.get("n").value()).isEqualTo(Value.of(EACH));
        requireOnce(others, ids(kept.stream()));
    }
}
