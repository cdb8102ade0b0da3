package dev.dust.testkit;

import static dev.dust.testkit.Client.DEVICE;
import static dev.dust.testkit.Client.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Write;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The cache's database is replaced, under a client that lives, by one that lacks the last transactions
 * (docs/architecture.md#durable-cache).
 */
class CacheGoesBackTest {
    private final HookedCache cache = new HookedCache(false);
    private final Client client = new Client(cache);

    @AfterEach
    void close() {
        client.close();
    }

    private void writeSome(int from, int to) {
        for (int i = from; i <= to; i++) {
            client.write(STORE, "k/" + i, i);
        }
        client.settle();
    }

    private void requireAll(int to) {
        client.settle();
        for (int i = 1; i <= to; i++) {
            assertThat(client.store().get("k/" + i).as(Integer.class)).as("k/%s", i).isEqualTo(i);
        }
        assertThat(client.store().status().connection()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(client.store().status().problem()).isNull();
        assertThat(client.store().status().lastStoreSeq()).isEqualTo(cache.backup(STORE, DEVICE).appliedSeq());
    }

    @Test
    void whatTheCacheLacks_isFetchedAgain_beforeAnythingIsPutOnTop() {
        client.store();
        writeSome(1, 3);
        var standby = cache.backup(STORE, DEVICE);
        writeSome(4, 43);
        cache.goBackTo(standby);
        writeSome(44, 44);
        requireAll(44);
    }

    @Test
    void cacheThatGoesBackWhileAllIsQuiet_isFoundOut() {
        client.store();
        writeSome(1, 3);
        var standby = cache.backup(STORE, DEVICE);
        writeSome(4, 43);
        cache.goBackTo(standby);
        client.time.advance(Duration.ofSeconds(31), client.threads::awaitRest);
        requireAll(43);
    }

    @Test
    void writeThatTheServerSettled_andThatCameBackInTheOutbox_isNotSentAgain() {
        client.store();
        client.server.become(ConnectionStatus.RECONNECTING);
        Write write = client.store().increment("n", 5);
        var standby = cache.backup(STORE, DEVICE);
        assertThat(standby.outbox()).hasSize(1);
        client.server.become(ConnectionStatus.CONNECTED);
        client.time.fire(TimerId.RECONNECT);
        client.settle();
        assertThat(Client.inTime(write.committed())).isEqualTo(1);
        cache.goBackTo(standby);
        writeSome(1, 1);
        client.settle();
        assertThat(cache.outbox(STORE, DEVICE)).isEmpty();
        assertThat(client.store().get("n").as(Integer.class)).isEqualTo(5);
    }

    @Test
    void pendingWriteThatTheOutboxLost_isPutInAgain() {
        client.store();
        writeSome(1, 1);
        var standby = cache.backup(STORE, DEVICE);
        writeSome(2, 2);
        client.server.become(ConnectionStatus.RECONNECTING);
        Write write = client.store().put("mine", 1);
        cache.goBackTo(standby);
        assertThat(cache.outbox(STORE, DEVICE)).isEmpty();
        // The first to be committed is what others did meanwhile; the write is sent once that is here.
        var before = new ArrayList<Integer>();
        cache.afterCommit = commit -> before.add(cache.outbox(STORE, DEVICE).size());
        client.write(STORE, "k/3", 3);
        client.server.become(ConnectionStatus.CONNECTED);
        client.time.fire(TimerId.RECONNECT);
        client.settle();
        assertThat(before).contains(1);
        assertThat(Client.inTime(write.committed())).isPositive();
        requireAll(3);
        assertThat(client.store().get("mine").as(Integer.class)).isEqualTo(1);
        assertThat(cache.outbox(STORE, DEVICE)).isEmpty();
    }
}
