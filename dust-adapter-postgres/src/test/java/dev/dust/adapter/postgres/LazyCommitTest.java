package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.add;
import static dev.dust.adapter.postgres.Caches.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Only what nobody tells again is worth waiting for a disk (docs/decisions.md#lazy-commits). */
@Tag("postgres")
class LazyCommitTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @BeforeEach
    void noteHowIsCommitted() {
        Caches.open(database).close();
        database.execute("alter database " + database.name() + " set synchronous_commit = on");
        database.execute("create table noted(setting text)");
        database.execute("create function note() returns trigger language plpgsql as $$ begin"
                + " insert into noted values (current_setting('synchronous_commit')); return null; end $$");
        for (String table : List.of("stores", "outbox")) {
            database.execute("create trigger note after insert or update or delete on dust." + table
                    + " for each statement execute function note()");
        }
    }

    /** The settings under which {@code commit} wrote. */
    private List<String> settingsOf(StoreCache store, Commit commit) throws SQLException {
        database.execute("truncate noted");
        store.commit(commit);
        var settings = new ArrayList<String>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select distinct setting from noted")) {
            while (found.next()) {
                settings.add(found.getString(1));
            }
        }
        return settings;
    }

    @Test
    void whatTheServerTellsAgain_doesNotWaitForTheDisk_andAllElseDoes() throws SQLException {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, cache.deviceId(null, () -> "dev_1"));
            assertThat(settingsOf(store, add("op_1", 1))).containsExactly("on");
            assertThat(settingsOf(store, put(0, 1, "a"))).containsExactly("on");
            assertThat(settingsOf(store, put(1, 2, "a").lazily())).containsExactly("off");
            Commit settled = put(2, 3, "a").outbox(List.of(new OutboxChange.Remove("op_1")));
            assertThat(settingsOf(store, settled.lazily())).containsExactly("off");
            assertThat(settingsOf(store, add("op_2", 2))).as("the same connection again").containsExactly("on");
        }
    }
}
