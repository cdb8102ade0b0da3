package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.cache.CacheException;
import dev.dust.fuzz.FailingMetrics;
import dev.dust.server.rules.Refusal;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client measures of itself (docs/operations.md#metrics). */
class MetricsTest {
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final HookedCache cache = new HookedCache(false);
    private final Client client = Client.with(cache, options -> options.metrics(metrics));

    @AfterEach
    void close() {
        client.close();
    }

    private DustStore joined() {
        DustStore store = client.store();
        client.settle();
        return store;
    }

    @Test
    void writes_areTimedFromTheCallToWhatBecameOfThem() {
        DustStore store = joined();
        store.put("a", 1);
        client.settle();
        client.server.refuseNext(Refusal.of("forbidden"));
        store.put("b", 1);
        client.settle();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        Write later = store.increment("c");
        client.time.advance(Duration.ofSeconds(7));
        client.settle();
        later.discard();
        client.settle();

        assertThat(metrics.times.get("WRITES org/store set accepted")).containsExactly(Duration.ZERO);
        assertThat(metrics.times.get("WRITES org/store set refused")).hasSize(1);
        assertThat(metrics.times.get("WRITES org/store increment discarded")).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void callerThatWaitedInVain_isCounted_andTheWriteIsNotSettled() {
        DustStore store = joined();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        store.put("a", 1);
        client.time.advance(Duration.ofSeconds(40), client.threads::awaitRest);
        client.settle();

        assertThat(metrics.counts).containsEntry("WRITE_TIMEOUTS org/store set", 1);
        assertThat(metrics.times).doesNotContainKey("WRITES org/store set failed");
        client.close();
        assertThat(metrics.times.get("WRITES org/store set closed")).hasSize(1);
    }

    @Test
    void eventsThatAreApplied_areCountedByOp_ownOnesToo() {
        DustStore store = joined();
        client.write(Client.STORE, "a", 1);
        client.write(Client.STORE, "b", 1);
        store.delete("a");
        client.settle();

        assertThat(metrics.counts).containsEntry("EVENTS org/store set", 2).containsEntry("EVENTS org/store delete", 1);
    }

    @Test
    void commits_areTimed_andThoseThatFailedToldApart() {
        joined();
        int kept = metrics.times.getOrDefault("COMMITS org/store kept", List.of()).size();
        cache.beforeCommit = commit -> {
            cache.beforeCommit = next -> {
            };
            throw new CacheException("on purpose");
        };
        client.write(Client.STORE, "a", 1);
        client.settle();

        assertThat(metrics.times.get("COMMITS org/store failed")).hasSize(1);
        assertThat(metrics.times.get("COMMITS org/store kept")).hasSizeGreaterThan(kept);
    }

    @Test
    void connections_areCountedByWhatBecameOfThem() {
        joined();
        assertThat(metrics.shown("CONNECTED")).isEqualTo(1);
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        assertThat(metrics.shown("CONNECTED")).isZero();
        client.server.become(ConnectionStatus.CONNECTED);
        client.time.advance(Duration.ofMinutes(1), client.threads::awaitRest);
        client.settle();

        assertThat(metrics.counts).containsEntry("CONNECTIONS opened", 2).containsEntry("CONNECTIONS lost", 1);
        assertThat(metrics.shown("CONNECTED")).isEqualTo(1);
    }

    @Test
    void gauges_showTheOutboxAndItsOldestWrite() {
        DustStore store = joined();
        assertThat(metrics.shown("STORE_LIVE org/store")).isEqualTo(1);
        assertThat(metrics.shown("OUTBOX_AGE org/store")).isZero();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        store.put("a", 1);
        client.time.advance(Duration.ofSeconds(5));
        store.put("b", 1);
        client.time.advance(Duration.ofSeconds(2));
        client.settle();

        assertThat(metrics.shown("STORE_LIVE org/store")).isZero();
        assertThat(metrics.shown("OUTBOX_SIZE org/store")).isEqualTo(2);
        assertThat(metrics.shown("OUTBOX_AGE org/store")).isEqualTo(7);
        assertThat(metrics.shown("MISSING org/store")).isZero();
    }

    @Test
    void gauge_showsForHowLongTheCacheIsAway() {
        joined();
        cache.beforeCommit = commit -> {
            throw new CacheException("on purpose");
        };
        client.write(Client.STORE, "a", 1);
        client.settle();
        client.time.advance(Duration.ofSeconds(90), client.threads::awaitRest);
        assertThat(metrics.shown("STORAGE_AWAY org/store")).isEqualTo(90);

        cache.beforeCommit = commit -> {
        };
        client.dust.reconnect();
        client.settle();
        assertThat(metrics.shown("STORAGE_AWAY org/store")).isZero();
    }

    @Test
    void gauges_areGoneWithTheStore_andWithTheClient() {
        joined().leave();
        assertThat(metrics.shown("OUTBOX_SIZE org/store")).isNaN();
        assertThat(metrics.shown("CONNECTED")).isEqualTo(1);
        client.close();
        assertThat(metrics.shown("CONNECTED")).isNaN();
    }

    @Test
    void queueOfASubscription_thatIsDropped_isCounted() {
        DustStore store = joined();
        var free = new CountDownLatch(1);
        store.matching("**").on(event -> Client.await(free), SubscriptionOptions.defaults().maxQueue(1));
        for (int i = 0; i < 4; i++) {
            client.write(Client.STORE, "a" + i, i);
        }
        client.time.advance(Duration.ofSeconds(1), client.threads::awaitRest);
        free.countDown();
        client.settle();

        assertThat(metrics.counts.get("OVERFLOWS org/store")).isPositive();
    }

    @Test
    void metricsThatFail_harmNobody() {
        try (DustTesting testing = DustTesting.create(options -> options.metrics(new FailingMetrics()))) {
            testing.seed("a/b", Map.of("k", 1));
            DustStore store = testing.dust().store("a/b");
            Client.inTime(store.put("k", 2).committed());
            assertThat(store.get("k").asLong()).isEqualTo(2);
        }
    }
}
