package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.WriteOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.rules.Wire;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The three ways to hear (docs/hearing.md). */
class HearingTest {
    private static final String STORE = Client.STORE;

    /** A post. */
    public record Post(String title, int views) {
    }

    private static void until(BooleanSupplier holds) {
        Client.inTime(() -> {
            while (!holds.getAsBoolean()) {
                LockSupport.parkNanos(1_000_000);
            }
        });
    }

    @Test
    @Tag("slow")
    void slowSubscriber_hearsAll_orAResyncAndTheRowsOfNow_andGoesOn() {
        try (var client = new Client(new HookedCache(false))) {
            var resyncs = new AtomicInteger();
            var ops = new AtomicInteger();
            var newest = new ConcurrentHashMap<String, Value>();
            client.store().matching("k/*").on(event -> {
                LockSupport.parkNanos(2_000_000);
                switch (event) {
                    case DustEvent.Present present -> newest.put(present.path().key(), present.value());
                    case DustEvent.Committed committed -> {
                        ops.incrementAndGet();
                        newest.put(committed.path().key(), committed.value());
                    }
                    default -> throw new AssertionError(event);
                }
            }, SubscriptionOptions.defaults().withCurrent().onResync(resyncs::incrementAndGet));
            IntStream.range(0, 5_000).forEach(i -> client.write(STORE, "k/" + i % 10, i));
            until(() -> IntStream.range(0, 10).allMatch(i -> Value.of(4_990 + i).equals(newest.get("k/" + i))));
            assertThat(resyncs.get() > 0 || ops.get() == 5_000).as("%s ops, %s resyncs", ops, resyncs).isTrue();
            client.write(STORE, "k/0", 5_000);
            until(() -> Value.of(5_000).equals(newest.get("k/0")));
        }
    }

    @Test
    void rowsThatAreThere_comeAll_inOrder_beforeWhatChangesThem() {
        try (var client = new Client(new HookedCache(false))) {
            client.store();
            IntStream.range(0, 1_500).forEach(i -> client.write(STORE, "k/" + i, i));
            client.settle();
            var heard = new CopyOnWriteArrayList<DustEvent>();
            client.store().matching("k/*").on(event -> {
                heard.add(event);
                if (heard.size() == 700) {
                    client.write(STORE, "k/0", "again");
                    client.write(STORE, "k/999", "again");
                }
            }, SubscriptionOptions.defaults().withCurrent());
            until(() -> heard.size() >= 1_501);
            assertThat(heard.stream().filter(DustEvent.Present.class::isInstance).map(event -> event.path().key()))
                    .hasSize(1_500)
                    .doesNotHaveDuplicates();
            var seqs = new ConcurrentHashMap<String, Long>();
            for (DustEvent event : heard) {
                long seq = event instanceof DustEvent.Present present
                        ? present.revision()
                        : ((DustEvent.Committed) event).storeSeq();
                assertThat(seq).as("%s", event).isGreaterThanOrEqualTo(seqs.getOrDefault(event.path().key(), 0L));
                seqs.put(event.path().key(), seq);
            }
            assertThat(seqs).containsEntry("k/0", 1_501L).containsEntry("k/999", 1_502L);
        }
    }

    @Test
    void watch_givesObjectsWhole_whateverChangedThem() {
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store("james/blog");
            var heard = new CopyOnWriteArrayList<String>();
            store.put("posts/a", new Post("A", 1));
            store.watch("posts/*", Post.class, post -> heard.add(post.path() + " " + post.value()));
            testing.settle();
            assertThat(heard).containsExactly("posts/a " + new Post("A", 1));
            heard.clear();
            store.put("posts/b", new Post("B", 1));
            testing.settle();
            store.put("posts/b/views", 2);
            testing.settle();
            store.merge("posts", Map.of("b", Map.of("title", "C", "views", 3)));
            testing.settle();
            testing.refuseNext("conflict");
            store.delete("posts/a");
            testing.settle();
            store.delete("posts");
            testing.settle();
            assertThat(heard.getFirst()).isEqualTo("posts/b " + new Post("B", 1));
            assertThat(heard).contains("posts/b " + new Post("B", 2), "posts/b " + new Post("C", 3));
            assertThat(heard.subList(heard.size() - 2, heard.size())).containsExactlyInAnyOrder("posts/a null", "posts/b null");
        }
    }

    /** In the order of keys, {@code a-b} comes between {@code a} and {@code a/c}. */
    @Test
    void leafThatHidesRowsBelowIt_isWatchedAsTheLeaf() {
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store(STORE);
            testing.setStatus(ConnectionStatus.RECONNECTING);
            store.put("a", 1);
            store.put("a-b", 2);
            store.at("a/c").put(3, WriteOptions.defaults().ifAbsent());
            var heard = new CopyOnWriteArrayList<String>();
            store.watch("*", Integer.class, object -> heard.add(object.path() + " " + object.value()));
            until(() -> heard.size() >= 2);
            assertThat(store.enumerate("**")).hasSize(3);
            assertThat(heard).containsExactly("a 1", "a-b 2");
        }
    }

    @Test
    void historyThatIsCaughtUpWith_isTold_orLeftOut() {
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store(STORE);
            var all = new CopyOnWriteArrayList<Boolean>();
            var live = new CopyOnWriteArrayList<DustEvent>();
            store.on("k", event -> all.add(((DustEvent.Committed) event).live()));
            store.matching("k").on(live::add, SubscriptionOptions.defaults().liveOnly());
            testing.setStatus(ConnectionStatus.RECONNECTING);
            testing.seed(STORE, "k", 1);
            testing.setStatus(ConnectionStatus.CONNECTED);
            testing.seed(STORE, "k", 2);
            assertThat(all).containsExactly(false, true);
            assertThat(live).hasSize(1);
        }
    }

    @Test
    void whatAnotherProcessOnTheSameCacheStoredFirst_isToldInAllThreeWays() {
        var cache = new NaiveCache();
        var ahead = new TestingServer(new VirtualTime(), new CallbackThreads());
        var behind = new TestingServer(new VirtualTime(), new CallbackThreads());
        try (Dust fast = client(cache, ahead, "dev_fast"); Dust slow = client(cache, behind, "dev_slow")) {
            fast.store(STORE);
            DustStore store = slow.store(STORE);
            var ops = new CopyOnWriteArrayList<DustEvent>();
            var changes = new CopyOnWriteArrayList<Change>();
            var objects = new CopyOnWriteArrayList<Object>();
            store.on("k", ops::add);
            store.onChange("k", changes::add);
            store.watch("k", Integer.class, object -> objects.add(object.value()));
            for (TestingServer server : List.of(ahead, behind)) {
                assertThat(server.write(STORE, Wire.mapOf("op", "set", "path", "k", "value", 1)).ok()).isTrue();
            }
            until(() -> !ops.isEmpty() && !changes.isEmpty() && !objects.isEmpty());
            assertThat(changes).hasSize(1);
            assertThat(changes.getFirst().before().isPresent()).isFalse();
            assertThat(changes.getFirst().after().value()).isEqualTo(Value.of(1));
            assertThat(objects).containsExactly(1);
        }
    }

    private static Dust client(NaiveCache cache, TestingServer server, String deviceId) {
        return new Dust(cache, server, new JacksonCodecs(), DustOptions.defaults().deviceId(deviceId));
    }
}
