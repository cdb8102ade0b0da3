package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.ClaimLostException;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The session that holds a device id is lost. */
@Tag("postgres")
class DeviceClaimTest {
    private static final String DEVICE = "dev_claimed";

    private final TestDatabase testDatabase = TestPostgres.newDatabase();
    private final CutOffDataSource connections = new CutOffDataSource(testDatabase);
    private final Database database = database(connections);
    private final DeviceClaim claim = new DeviceClaim(database, Duration.ofMillis(20));

    @BeforeEach
    void claim() {
        Caches.open(testDatabase).close();
        assertThat(claim.claim(() -> DEVICE)).isEqualTo(DEVICE);
    }

    @AfterEach
    void close() {
        claim.close();
        connections.closeAll();
    }

    @Test
    void serverThatDoesNotKnowThatTheSessionIsOver_isToldSo_andTheIdStaysOurs() {
        connections.cutOff();
        eventually("its session is ended", connections::isFirstEnded);
        eventually("another session holds it", this::isHeld);
        assertThatCode(() -> claim.verify(claim.of(DEVICE))).doesNotThrowAnyException();
        assertThat(claim.claim(() -> "dev_next")).isEqualTo(DEVICE);
        claim.close();
        assertThat(isHeld()).as("held after the close").isFalse();
    }

    /** Nobody writes meanwhile, so that nothing but the keeper finds out. */
    @Test
    void idThatAnotherProcessTook_isLost_andNotTakenBack() {
        try (DeviceSession other = DeviceSession.open(database(new CutOffDataSource(testDatabase)))) {
            connections.refuse(true);
            connections.closeAll();
            eventually("the other holds it", () -> other.tryLock(DEVICE));
            assertThat(other.devices().claim(DEVICE)).isNotNull();
            connections.refuse(false);
            Claim lost = claim.of(DEVICE);
            eventually("another id is claimed", () -> !claim.claim(() -> "dev_next").equals(DEVICE));
            assertThat(claim.claim(() -> "dev_more")).isEqualTo("dev_next");
            assertThatThrownBy(() -> claim.verify(lost)).isInstanceOf(ClaimLostException.class).hasMessageContaining(DEVICE);
            assertThat(other.isAlive()).as("the session of the other process").isTrue();
        }
    }

    private boolean isHeld() {
        try (Connection connection = testDatabase.connect();
                Statement statement = connection.createStatement();
                ResultSet locks = statement.executeQuery("select 1 from pg_locks join pg_database on pg_database.oid = database"
                        + " where locktype = 'advisory' and datname = current_database()")) {
            return locks.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Database database(CutOffDataSource connections) {
        return new Database(connections,
                new Preparation(new Migrations(testDatabase.dataSource(), PostgresOptions.defaults()),
                        PostgresOptions.defaults()),
                PostgresOptions.defaults(), () -> {
                    // There is no pool.
                });
    }
}
