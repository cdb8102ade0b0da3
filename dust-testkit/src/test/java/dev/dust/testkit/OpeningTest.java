package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.StoreHealth;
import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.error.StorageException;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store is opened from a cache that reads, and does not take the commit by which it takes up what an earlier run left. */
class OpeningTest {
    private final HookedCache cache = new HookedCache(false);

    /** Left by an earlier run: a write whose event is applied, which is to be taken out, and one that is to be sent. */
    private void leaveWrites() {
        try (var earlier = new Client(cache)) {
            earlier.server.become(ConnectionStatus.RECONNECTING);
            earlier.store().put("old", 1);
            earlier.store().put("new", 2);
        }
        var store = cache.open(Client.STORE, Client.DEVICE);
        OutboxEntry old = store.outbox().getFirst();
        var row = new Row("old", Value.of(1), "integer", 1, 0);
        store.commit(Commit.ofReplacement(0, 1, List.of(row))
                .outbox(List.of(new OutboxChange.Remove(old.opId()), new OutboxChange.Add(old.acked(1)))));
        assertThat(store.outbox()).hasSize(2);
    }

    @Test
    void cacheThatCannotBeWritten_isWaitedFor_andAllGoesOnWhenItIsBack() {
        leaveWrites();
        cache.beforeCommit = commit -> {
            throw new CacheException("read-only on purpose");
        };
        try (var client = new Client(cache)) {
            client.write(Client.STORE, "old", 1);
            DustStore store = client.store();
            client.settle();
            client.time.advance(Duration.ofMinutes(3), client.threads::awaitRest);
            assertThat(store.status().problem()).isEqualTo("read-only on purpose");
            assertThat(client.dust.health().stores().getFirst().standing()).isEqualTo(StoreHealth.Standing.STUCK);
            assertThat(store.get("new").asLong()).as("it is kept, so that it shows").isEqualTo(2);
            assertThat(store.get("old").asLong()).isEqualTo(1);
            assertThatThrownBy(() -> store.put("c", 3)).isInstanceOf(StorageException.class)
                    .hasMessageContaining("read-only on purpose");

            cache.beforeCommit = commit -> {
            };
            client.time.advance(Duration.ofMinutes(1), client.threads::awaitRest);
            client.settle();
            assertThat(store.status().problem()).isNull();
            assertThat(cache.outbox(Client.STORE, Client.DEVICE)).isEmpty();
            assertThat(store.get("new").asLong()).isEqualTo(2);
            Client.inTime(store.ready());
            Client.inTime(store.put("c", 3).committed());
        }
    }

    @Test
    void deviceIdThatIsLostMeanwhile_isReplaced() {
        leaveWrites();
        cache.beforeCommit = commit -> {
            cache.takeAway(Client.DEVICE);
            cache.beforeCommit = next -> {
            };
            throw new ClaimLostException("taken over on purpose");
        };
        try (var client = Client.withoutConfiguredId(cache)) {
            client.write(Client.STORE, "old", 1);
            DustStore store = client.store();
            client.settle();
            client.time.advance(Duration.ofMinutes(1), client.threads::awaitRest);
            client.settle();

            assertThat(store.status().problem()).isNull();
            assertThat(client.dust.connection().deviceId()).isNotEqualTo(Client.DEVICE);
            assertThat(store.get("new").isPresent()).as("it is the other process's to send").isFalse();
            assertThat(cache.outbox(Client.STORE, Client.DEVICE)).as("and stays there").hasSize(2);
            Client.inTime(store.put("c", 3).committed());
        }
    }

    @Test
    void storeThatIsClosedWhileItWaits_isClosed_andLosesNothing() {
        leaveWrites();
        cache.beforeCommit = commit -> {
            throw new CacheException("read-only on purpose");
        };
        try (var client = new Client(cache)) {
            client.store();
            client.settle();
        }
        assertThat(cache.outbox(Client.STORE, Client.DEVICE)).hasSize(2);
    }
}
