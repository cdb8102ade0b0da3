package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Health;
import dev.dust.StoreHealth;
import dev.dust.error.StorageException;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A client starts while nobody listens where its database will be, and goes on when it comes (docs/operations.md#start). */
class StartWithoutDatabaseTest {
    private static final String LOOP = "dev.dust.engine.StoreLoop";
    private static final String STORE = "durability/start";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.INFO.intValue()
                    && logged.getMessage().contains("the cache of store " + STORE)) {
                lines.add(logged.getLevel() + " " + logged.getMessage());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    @Test
    void clientStarts_waits_saysSoOnce_andGoesOnWhenTheDatabaseComes() throws Exception {
        Logger logger = Logger.getLogger(LOOP);
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        try (PrivatePostgres postgres = TestPostgres.privateServer(); DustServer server = DustServer.start()) {
            TestDatabase database = postgres.newDatabase();
            postgres.stop();
            try (Dust dust = Clients.onPostgres(database.url(), server.url())) {
                startsAndWaits(dust);
                postgres.start();
                dust.reconnect();
                goesOn(dust, server);
            }
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("WARNING the cache of store " + STORE + " is away; going on when it is back: ")
                .contains("refused");
        assertThat(lines.getLast()).startsWith("INFO the cache of store " + STORE + " is back after ");
    }

    private static void startsAndWaits(Dust dust) {
        DustStore store = dust.store(STORE);
        assertThatThrownBy(() -> store.put("a", 1)).isInstanceOf(StorageException.class).hasMessageContaining("away");
        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StorageException.class).hasMessageContaining("away");
        assertThat(store.status().problem()).contains("the database is away");
        Health health = dust.health();
        assertThat(health.level()).isEqualTo(Health.Level.DOWN);
        assertThat(health.reason()).contains("store " + STORE + ": the database is away");
        assertThat(health.stores().getFirst().standing()).isEqualTo(StoreHealth.Standing.STUCK);
        assertThat(health.stores().getFirst().storageAwaySince()).isNotNull();
        for (int i = 0; i < 20; i++) {
            // Each asks the database, and none of them is told in the log.
            dust.reconnect();
            assertThatThrownBy(() -> store.get("a")).isInstanceOf(StorageException.class);
        }
    }

    private static void goesOn(Dust dust, DustServer server) throws Exception {
        DustStore store = dust.store(STORE);
        store.ready().get(60, TimeUnit.SECONDS);
        store.put("a", 1).committed().get(60, TimeUnit.SECONDS);
        assertThat(server.store(STORE).rows()).containsKey("a");
        assertThat(dust.health().isHealthy()).isTrue();
        assertThat(dust.connection().deviceId()).startsWith("dev_");
    }
}
