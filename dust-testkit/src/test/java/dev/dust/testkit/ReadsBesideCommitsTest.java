package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.rules.Wire;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read while rows are committed (docs/architecture.md#view). */
class ReadsBesideCommitsTest {
    private static final String STORE = Client.STORE;

    static List<Function<DustStore, Object>> reads() {
        return List.of(store -> store.get("k").plain(), store -> store.entry("k").orElseThrow().value().toPlain(),
                store -> store.getMany(List.of("k")).get("k").plain(),
                store -> store.enumerate("**").getFirst().value().toPlain());
    }

    /** The rows were taken before a pending write became one of them, and the pending writes are looked at after. */
    @ParameterizedTest
    @MethodSource("reads")
    void writeThatIsCommittedInTheMiddleOfARead_showsInIt(Function<DustStore, Object> read) {
        readBesideACommit(read, true);
        readBesideACommit(read, false);
    }

    private static void readBesideACommit(Function<DustStore, Object> read, boolean wasThere) {
        var client = new Client(new HookedCache(false));
        DustStore store = client.store();
        if (wasThere) {
            client.write(STORE, "k", 0);
        }
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        store.put("k", 1);
        assertThat(read.apply(store)).isEqualTo(1L);
        var first = new AtomicBoolean(true);
        client.cache.reading = rows -> {
            if (first.getAndSet(false)) {
                client.server.become(ConnectionStatus.CONNECTED);
                client.time.fire(TimerId.RECONNECT);
                assertThat(store.pending()).isEmpty();
            }
            return rows;
        };
        assertThat(read.apply(store)).isEqualTo(1L);
        assertThat(first).isFalse();
        client.close();
    }

    /**
     * Another process on the same cache is ahead: what it has stored is there already, and its events are yet to come in here.
     */
    @Test
    void whatASubscriptionBeganWith_isNotToldAgain_whenItsEventsComeIn() {
        var cache = new NaiveCache();
        var ahead = new TestingServer(new VirtualTime(), new CallbackThreads());
        var behind = new TestingServer(new VirtualTime(), new CallbackThreads());
        try (Dust fast = client(cache, ahead, "dev_fast"); Dust slow = client(cache, behind, "dev_slow")) {
            fast.store(STORE);
            DustStore store = slow.store(STORE);
            write(ahead, 1);
            assertThat(store.get("k").as(Integer.class)).isEqualTo(1);
            var heard = new CopyOnWriteArrayList<DustEvent>();
            store.matching("**").on(heard::add, SubscriptionOptions.defaults().withCurrent());
            write(behind, 1);
            write(behind, 2);
            Client.inTime(() -> {
                while (heard.isEmpty() || !(heard.getLast() instanceof DustEvent.Committed last && last.storeSeq() == 2)) {
                    Thread.onSpinWait();
                }
            });
            assertThat(heard).hasExactlyElementsOfTypes(DustEvent.Present.class, DustEvent.Committed.class);
        }
    }

    private static Dust client(NaiveCache cache, TestingServer server, String deviceId) {
        return new Dust(cache, server, new JacksonCodecs(), DustOptions.defaults().deviceId(deviceId));
    }

    private static void write(TestingServer server, int value) {
        assertThat(server.write(STORE, Wire.mapOf("op", "set", "path", "k", "value", value)).ok()).isTrue();
    }
}
