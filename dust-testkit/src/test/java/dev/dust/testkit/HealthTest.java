package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Health;
import dev.dust.StoreHealth;
import dev.dust.cache.CacheException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a client says that it stands (docs/operations.md#health). */
class HealthTest {
    private final HookedCache cache = new HookedCache(false);
    private Client client = new Client(cache);

    @AfterEach
    void close() {
        client.close();
    }

    private Health health() {
        client.settle();
        return client.dust.health();
    }

    private StoreHealth store() {
        return health().stores().getFirst();
    }

    @Test
    void clientWithoutStores_isHealthy_thoughItIsNotConnected() {
        assertThat(health()).isEqualTo(new Health(Health.Level.UP, null, client.dust.connection(), List.of()));
        assertThat(health().isHealthy()).isTrue();
    }

    @Test
    void storeThatHasCaughtUp_isJoined() {
        client.store();

        assertThat(health().isHealthy()).isTrue();
        assertThat(health().connection().status()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(store()).isEqualTo(
                new StoreHealth(Client.STORE, StoreHealth.Standing.JOINED, null, store().lastStoreSeq(), 0, null, null, 0));
    }

    @Test
    void storeThatIsCutOff_isBehind_andTellsWhatWaits() {
        client.store();
        client.settle();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        Instant before = client.time.now();
        client.store().put("a", 1);
        client.time.advance(Duration.ofSeconds(9));

        assertThat(health().level()).isEqualTo(Health.Level.DEGRADED);
        assertThat(health().isHealthy()).isFalse();
        assertThat(health().reason()).startsWith("connection: ").contains("took the connection away");
        assertThat(store().standing()).isEqualTo(StoreHealth.Standing.BEHIND);
        assertThat(store().outboxSize()).isEqualTo(1);
        assertThat(store().oldestWrite()).isEqualTo(before);
        assertThat(store().reason()).isNotNull();
    }

    @Test
    void storeWhoseCacheIsAway_isStuck_andTellsSinceWhenAndWhy() {
        client.store();
        client.settle();
        cache.beforeCommit = commit -> {
            throw new CacheException("the disk is full");
        };
        Instant since = client.time.now();
        client.write(Client.STORE, "a", 1);
        client.settle();
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);

        assertThat(health().level()).isEqualTo(Health.Level.DOWN);
        assertThat(health().reason()).isEqualTo("store org/store: the disk is full");
        assertThat(store().standing()).isEqualTo(StoreHealth.Standing.STUCK);
        assertThat(store().storageAwaySince()).isEqualTo(since);

        cache.beforeCommit = commit -> {
        };
        client.dust.reconnect();
        assertThat(health().isHealthy()).isTrue();
        assertThat(store().storageAwaySince()).isNull();
    }

    @Test
    void clientThatTheServerRefuses_isDown() {
        client.server.become(ConnectionStatus.REFUSED);
        client.store();

        assertThat(health().level()).isEqualTo(Health.Level.DOWN);
        assertThat(store().standing()).isEqualTo(StoreHealth.Standing.REFUSED);
        assertThat(health().reason()).startsWith("connection: ");
    }

    @Test
    void clientThatIsNotEnabled_isHealthy_andItsStoresAreLocal() {
        client.close();
        client = Client.with(cache, options -> options.enabled(false));
        client.store().put("a", 1);

        assertThat(health().isHealthy()).isTrue();
        assertThat(store().standing()).isEqualTo(StoreHealth.Standing.LOCAL);
        assertThat(store().outboxSize()).isEqualTo(1);
    }

    @Test
    void clientThatIsClosed_isDown() {
        client.store();
        client.close();

        assertThat(health().level()).isEqualTo(Health.Level.DOWN);
        assertThat(health().reason()).isEqualTo("this client is closed");
        assertThat(health().stores()).isEmpty();
    }

    @Test
    void health_asksNothingOfTheCache() {
        client.store();
        client.settle();
        cache.reading = snapshot -> {
            throw new AssertionError("the cache is asked");
        };

        assertThat(health().isHealthy()).isTrue();
    }
}
