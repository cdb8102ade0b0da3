package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.add;
import static dev.dust.adapter.postgres.Caches.entry;
import static dev.dust.adapter.postgres.Caches.get;
import static dev.dust.adapter.postgres.Caches.put;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The session that holds a device id is ended, and another process finds the id free, while the first one lives. */
@Tag("postgres")
class ClaimLostTest {
    private static final String DEVICE = "dev_claimed";

    private final TestDatabase database = TestPostgres.newDatabase();
    private final CutOffDataSource connections = new CutOffDataSource(database);
    private final PostgresCache loser = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults());
    private final PostgresCache other = Caches.open(database);
    private final StoreCache losers = loser.open(STORE, loser.deviceId(null, () -> DEVICE));

    @AfterEach
    void close() {
        loser.close();
        other.close();
        connections.closeAll();
    }

    @Test
    void loserWritesNothingMore_fromTheMomentOnThatTheOtherHasTheId() {
        losers.commit(add("op_1", 1));
        StoreCache others = other.open(STORE, taken());
        assertThatThrownBy(() -> losers.commit(add("op_2", 2))).isInstanceOf(ClaimLostException.class)
                .hasMessageContaining(DEVICE);
        assertThatThrownBy(() -> losers.commit(put(0, 1, "a"))).isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> losers.commit(Commit.ofOutbox(List.of()))).as("a commit of nothing")
                .isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(losers::outbox).isInstanceOf(ClaimLostException.class);
        assertThat(others.outbox()).containsExactly(entry("op_1", 1));
        assertThat(others.commit(add("op_3", 2))).isInstanceOf(CommitResult.Done.class);
        assertThat(others.commit(Commit.ofOutbox(List.of()))).isInstanceOf(CommitResult.Done.class);
        assertThat(get(losers, "a")).as("rows are everybody's to read").isNull();
    }

    @Test
    void loserIsGivenAnotherId_andGoesOn() {
        losers.commit(add("op_1", 1));
        StoreCache others = other.open(STORE, taken());
        assertThatThrownBy(() -> losers.commit(add("op_2", 2))).isInstanceOf(ClaimLostException.class);
        assertThat(loser.deviceId(null, () -> "dev_next")).isEqualTo("dev_next");
        assertThat(loser.deviceId(null, none())).as("asked for again").isEqualTo("dev_next");
        StoreCache next = loser.open(STORE, "dev_next");
        assertThat(next.outbox()).isEmpty();
        next.commit(add("op_2", 1));
        assertThat(next.outbox()).containsExactly(entry("op_2", 1));
        assertThat(others.outbox()).containsExactly(entry("op_1", 1));
        assertThat(losers).as("the store that was opened under the old id").satisfies(
                old -> assertThatThrownBy(() -> old.commit(add("op_4", 4))).isInstanceOf(ClaimLostException.class));
    }

    @Test
    void idIsNotGivenAway_whileItsHolderIsInTheMiddleOfACommit() {
        var given = new AtomicReference<String>();
        Iterable<Row> replacement = () -> {
            endSession();
            given.set(other.deviceId(null, () -> "dev_other"));
            return List.of(row("a", 5)).iterator();
        };
        assertThat(losers.commit(new Commit(0, 5, replacement, List.of(), add("op_1", 1).outbox())))
                .isInstanceOf(CommitResult.Done.class);
        assertThat(given).hasValue("dev_other");
        connections.refuse(false);
        assertThat(losers.commit(add("op_2", 2))).as("the id is still its own").isInstanceOf(CommitResult.Done.class);
    }

    /** A standby took over that lacks the last transactions: they are not another process's doing. */
    @Test
    void idStaysWithItsHolder_whenTheDatabaseHasForgottenTheClaim() {
        database.execute("update dust.devices set claim = claim - 1, holder = 'an earlier process'");
        assertThat(losers.commit(add("op_1", 1))).isInstanceOf(CommitResult.Done.class);
        database.execute("delete from dust.devices");
        assertThat(losers.commit(add("op_2", 2))).isInstanceOf(CommitResult.Done.class);
        assertThat(losers.outbox()).containsExactly(entry("op_1", 1), entry("op_2", 2));
        assertThat(other.deviceId(null, () -> "dev_other")).as("given to another process").isEqualTo("dev_other");
    }

    /** An id that the application chose is the application's to give to one process. */
    @Test
    void configuredIdIsNotClaimed() {
        String configured = loser.deviceId("dev_configured", none());
        assertThat(loser.open(STORE, configured).commit(add("op_1", 1))).isInstanceOf(CommitResult.Done.class);
        assertThat(other.open(STORE, other.deviceId(configured, none())).outbox()).containsExactly(entry("op_1", 1));
    }

    /** The other process has the id; the loser has not been able to look since. */
    private String taken() {
        endSession();
        assertThat(other.deviceId(null, none())).isEqualTo(DEVICE);
        connections.refuse(false);
        return DEVICE;
    }

    private void endSession() {
        connections.refuse(true);
        database.execute("select pg_terminate_backend(pid, 30000) from pg_locks where locktype = 'advisory' and objsubid = 1"
                + " and database = (select oid from pg_database where datname = current_database())"
                + " and mode = 'ExclusiveLock'");
    }

    private static Supplier<String> none() {
        return () -> {
            throw new AssertionError("an id was made although one was free");
        };
    }
}
