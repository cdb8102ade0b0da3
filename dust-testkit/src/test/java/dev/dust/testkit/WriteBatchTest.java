package dev.dust.testkit;

import static dev.dust.testkit.Client.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.CacheException;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.StorageException;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Writes that are kept together. */
class WriteBatchTest {
    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);
    private final HookedCache cache;
    /** The commits that bring new writes. */
    private final List<Commit> adding = new ArrayList<>();

    WriteBatchTest() {
        cache = new HookedCache(false);
        cache.beforeCommit = this::note;
    }

    private void note(Commit commit) {
        if (commit.outbox().stream().anyMatch(OutboxChange.Add.class::isInstance)) {
            adding.add(commit);
        }
    }

    private void in(UnaryOperator<DustOptions> options, Consumer<DustStore> test) {
        try (Dust dust = new Dust(cache, server, new JacksonCodecs(),
                options.apply(DustOptions.defaults().deviceId(Client.DEVICE).time(time).engineExecutor(threads)))) {
            dust.store(STORE);
            settle();
            test.accept(dust.store(STORE));
        }
    }

    private void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    @Test
    void aThousandWrites_areOneCommit_andEachHasItsAnswer() {
        in(options -> options, store -> {
            server.become(ConnectionStatus.RECONNECTING);
            settle();
            List<Write> writes = store.write(batch -> {
                for (int i = 0; i < 999; i++) {
                    batch.put("k/" + i, i);
                }
                batch.put("k/0", "late", WriteOptions.defaults().ifAbsent());
            });
            assertThat(adding).hasSize(1);
            assertThat(store.pending()).hasSize(1_000);
            assertThat(store.get("k/0").value()).isEqualTo(Value.of("late"));

            server.become(ConnectionStatus.CONNECTED);
            time.fire(TimerId.RECONNECT);
            settle();
            assertThat(writes).hasSize(1_000).extracting(Write::stage).startsWith(Write.Stage.ACCEPTED, Write.Stage.ACCEPTED)
                    .endsWith(Write.Stage.ACCEPTED, Write.Stage.REFUSED);
            assertThat(store.get("k/0").value()).isEqualTo(Value.of(0));
        });
    }

    @Test
    void batchOfAllKindsOfWrites_takesEffectInOrder() {
        in(options -> options, store -> {
            store.write(batch -> batch.put("map", "gone").delete("map").merge("map", Map.of("x", 1)).increment("n", 2)
                    .increment("n", 3).add("set", "a").add("set", "b").remove("set", "a"));
            settle();
            assertThat(store.committed().get("map/x").value()).isEqualTo(Value.of(1));
            assertThat(store.committed().get("n").value()).isEqualTo(Value.of(5));
            assertThat(store.committed().get("set").value()).isEqualTo(Value.from(List.of("b")));
            assertThat(store.write(batch -> {
            })).isEmpty();
        });
    }

    @Test
    void batchForWhichThereIsNoRoom_leavesNothingBehind() {
        in(options -> options.maxPending(5), store -> {
            server.become(ConnectionStatus.RECONNECTING);
            settle();
            store.write(batch -> batch.put("a", 1).put("b", 1).put("c", 1));
            assertThatThrownBy(() -> store.write(batch -> batch.put("d", 1).put("e", 1).put("f", 1)))
                    .isInstanceOf(OutboxFullException.class);
            assertThatThrownBy(() -> store.write(batch -> {
                for (int i = 0; i < 6; i++) {
                    batch.put("k" + i, 1);
                }
            })).isInstanceOf(InvalidRequestException.class);
            assertThat(store.pending()).hasSize(3);
        });
    }

    @Test
    void batchOfWhichOneWriteIsNone_leavesNothingBehind() {
        in(options -> options, store -> {
            assertThatThrownBy(() -> store.write(batch -> batch.put("a", 1).put("b//c", 1)))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(store.get("a").isPresent()).isFalse();
        });
    }

    /** One by one the cache would take them. */
    @Test
    void batchThatTheCacheDoesNotTake_leavesNothingBehind() {
        in(options -> options, store -> {
            cache.beforeCommit = commit -> {
                if (commit.outbox().stream().filter(OutboxChange.Add.class::isInstance).count() > 1) {
                    throw new CacheException("the test says no");
                }
            };
            assertThatThrownBy(() -> store.write(batch -> batch.put("a", 1).put("b", 1))).isInstanceOf(StorageException.class);
            assertThat(store.pending()).isEmpty();
            cache.beforeCommit = this::note;
            store.write(batch -> batch.put("a", 2).put("b", 2));
            settle();
            assertThat(store.committed().get("b").value()).isEqualTo(Value.of(2));
        });
    }
}
