package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a standby is to confirm ({@code synchronous_standby_names}) is not answered before one has. */
@Tag("postgres")
class StandbyTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final OpId ID = new OpId("dev_a", "op_1");

    private final PrivatePostgres server = TestPostgres.privateServer();
    private final TestDatabase database = server.newDatabase();
    private final PostgresLedger ledger = PostgresLedger.open(database.dataSource(),
            PostgresLedgerOptions.defaults().timeout(Duration.ofSeconds(2)));
    private final StoreLedger store = ledger.make("org/store");

    @BeforeEach
    void loseTheStandby() throws InterruptedException {
        store.write(List.of(increment("n")));
        demand("'nobody'");
    }

    private void demand(String standby) throws InterruptedException {
        database.execute("alter system set synchronous_standby_names = " + standby);
        database.execute("select pg_reload_conf()");
        awaitTrue("select current_setting('synchronous_standby_names') = " + standby);
    }

    private void awaitTrue(String question) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !isTrue(question) && System.nanoTime() < end;) {
            Thread.sleep(10);
        }
        assertThat(isTrue(question)).as(question).isTrue();
    }

    private boolean isTrue(String question) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        ledger.close();
        server.close();
    }

    private void assertAnsweredOnceItIsConfirmed() throws InterruptedException {
        demand("''");
        assertThat(store.write(List.of(increment(ID, "n"))).getFirst().orThrow().response()).isEqualTo(Pushes.AGAIN);
        assertThat(Pushes.number(store.row("n"))).isEqualTo(2);
    }

    @Test
    void writeThatNoneHasConfirmed_isInDoubt_andItsSessionIsLeftWaiting() throws InterruptedException {
        assertThatThrownBy(() -> store.write(List.of(increment(ID, "n")))).isInstanceOf(LedgerException.InDoubt.class);
        assertThat(Pushes.number(store.row("n"))).as("what others see").isEqualTo(1);
        assertAnsweredOnceItIsConfirmed();
    }

    /** It shows then, and is not safer than before. */
    @Test
    void writeWhoseSessionWasEndedMeanwhile_isNotAnswered_alsoWhereItIsSentAgain() throws InterruptedException {
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> assertThatThrownBy(
                () -> store.write(List.of(increment(ID, "n")))).isInstanceOf(LedgerException.InDoubt.class));
        awaitTrue("select exists (select from pg_stat_activity where wait_event = 'SyncRep')");
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
        awaitTrue("select seq = 2 from dust_server.stores");
        writing.join();
        assertThatThrownBy(() -> store.write(List.of(increment(ID, "n")))).isInstanceOf(LedgerException.class);
        assertAnsweredOnceItIsConfirmed();
    }
}
