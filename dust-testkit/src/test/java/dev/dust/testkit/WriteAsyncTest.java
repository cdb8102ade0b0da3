package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.cache.CacheException;
import dev.dust.cache.OutboxChange;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.StorageException;
import dev.dust.value.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Writes whose caller does not wait until they are kept, by the API (docs/reading-and-writing.md#async). */
class WriteAsyncTest {
    private final HookedCache cache = new HookedCache(true);

    @Test
    void whatOneThreadWrites_inWhateverWay_takesEffectInTheOrderOfItsCalls() {
        try (var client = new Client(cache)) {
            DustStore store = client.store();
            client.settle();
            CompletableFuture<Write> first = store.putAsync("a", 1);
            CompletableFuture<List<Write>> second = store.writeAsync(batch -> batch.put("a", 2).increment("a", 1));
            Write third = store.at("a").put(store.get("a").plain());
            CompletableFuture<Write> fourth = store.at("a").putAsync(5, WriteOptions.defaults());
            assertThat(Client.inTime(first).stage()).isIn(Write.Stage.DURABLE, Write.Stage.ACCEPTED);
            assertThat(Client.inTime(second)).hasSize(2);
            assertThat(Client.inTime(fourth).opId()).isNotEqualTo(third.opId());
            client.settle();
            assertThat(store.get("a").value()).isEqualTo(Value.of(5));
            assertThat(store.committed().get("a").value()).isEqualTo(Value.of(5));
            assertThat(Client.inTime(store.writeAsync(batch -> {
            }))).isEmpty();
        }
    }

    @Test
    void futureIsComplete_whenTheWriteIsKept_andNotBefore() {
        try (var client = new Client(cache)) {
            DustStore store = client.store();
            client.settle();
            var goOn = new CountDownLatch(1);
            var kept = new AtomicInteger();
            cache.beforeCommit = commit -> Client.await(goOn);
            cache.afterCommit = commit -> kept.addAndGet(
                    (int) commit.outbox().stream().filter(OutboxChange.Add.class::isInstance).count());
            CompletableFuture<Integer> keptBefore = store.putAsync("a", 1).thenApply(write -> kept.get());
            assertThat(keptBefore).isNotDone();
            goOn.countDown();
            assertThat(Client.inTime(keptBefore)).isEqualTo(1);
        }
    }

    @Test
    void whatNoServerCouldTake_isRefusedAtTheCall_andWhatTheCacheCannotKeep_byTheFuture() {
        try (var client = new Client(cache)) {
            DustStore store = client.store();
            client.settle();
            assertThatThrownBy(() -> store.putAsync("a//b", 1)).isInstanceOf(InvalidRequestException.class);
            cache.beforeCommit = commit -> {
                throw new CacheException("it fails on purpose");
            };
            CompletableFuture<Write> failed = store.putAsync("a", 1);
            assertThatThrownBy(() -> Client.inTime(failed)).isInstanceOf(StorageException.class);
            assertThat(store.get("a").isPresent()).isFalse();
            cache.beforeCommit = commit -> {
            };
            client.settle();
            assertThat(Client.inTime(store.putAsync("a", 2))).isNotNull();
        }
    }

    @Test
    void fullOutbox_isToldByTheFuture() {
        try (var client = Client.with(cache, options -> options.maxPending(2))) {
            DustStore store = client.store();
            client.settle();
            client.server.become(ConnectionStatus.RECONNECTING);
            client.settle();
            Client.inTime(store.putAsync("a", 1));
            CompletableFuture<List<Write>> both = store.writeAsync(batch -> batch.put("c", 3).put("d", 4));
            assertThatThrownBy(() -> Client.inTime(both)).isInstanceOf(OutboxFullException.class);
            Client.inTime(store.putAsync("a", 2));
            CompletableFuture<Write> tooMuch = store.putAsync("b", 2);
            assertThatThrownBy(() -> Client.inTime(tooMuch)).isInstanceOf(OutboxFullException.class);
        }
    }
}
