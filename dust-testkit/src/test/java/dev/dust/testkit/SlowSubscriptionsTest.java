package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes in waits for subscriptions that take it (docs/hearing.md#keeping-up). Time stands still unless it is moved. */
class SlowSubscriptionsTest {
    private static final int LISTENERS = 10;

    private final Client client = new Client(new HookedCache(true));
    private final AtomicInteger resyncs = new AtomicInteger();
    private final CountDownLatch resynced = new CountDownLatch(1);

    @AfterEach
    void close() {
        client.close();
    }

    private SubscriptionOptions options() {
        return SubscriptionOptions.defaults().onResync(() -> {
            resyncs.incrementAndGet();
            resynced.countDown();
        });
    }

    private DustStore joined() {
        DustStore store = client.store();
        client.settle();
        // A connection that stood for so long is made again at once.
        client.time.advance(Duration.ofSeconds(1), client::settle);
        return store;
    }

    /** A listener that hears nothing before {@code free}, and what it has heard when that is {@code all}. */
    private CompletableFuture<List<Long>> listen(DustStore store, CountDownLatch free, int all) {
        var heard = new ArrayList<Long>();
        var done = new CompletableFuture<List<Long>>();
        store.matching("**").on(event -> {
            Client.await(free);
            heard.add(event.asLong());
            if (heard.size() == all) {
                done.complete(heard);
            }
        }, options());
        return done;
    }

    private List<CompletableFuture<List<Long>>> listeners(DustStore store, CountDownLatch free, int all) {
        return IntStream.range(0, LISTENERS).mapToObj(i -> listen(store, free, all)).toList();
    }

    private void connectAgain() {
        client.settle();
        client.time.advance(Duration.ofMillis(300), client::settle);
    }

    private void allHear(List<CompletableFuture<List<Long>>> listeners, int all) {
        List<Long> expected = IntStream.range(0, all).mapToObj(Long::valueOf).toList();
        for (CompletableFuture<List<Long>> heard : listeners) {
            assertThat(Client.inTime(heard)).isEqualTo(expected);
        }
        assertThat(resyncs).hasValue(0);
    }

    @Test
    void twentyThousandWrites_areHeardByTenListeners_thatFellBehindForAMoment() {
        var free = new CountDownLatch(1);
        List<CompletableFuture<List<Long>>> listeners = listeners(joined(), free, 20_000);
        for (int i = 0; i < 20_000; i++) {
            client.write(Client.STORE, "k/" + i % 100, i);
            if (i == 1_400) {
                free.countDown();
            }
        }
        allHear(listeners, 20_000);
    }

    @Test
    void whatWasMissed_isHeardByTenListeners_thatWereBusyWhenItCame() {
        var free = new CountDownLatch(1);
        int missed = 1_000;
        List<CompletableFuture<List<Long>>> listeners = listeners(joined(), free, missed + 500);
        for (int i = 0; i < 500; i++) {
            client.write(Client.STORE, "k", i);
        }
        client.server.become(ConnectionStatus.RECONNECTING);
        for (int i = 500; i < 500 + missed; i++) {
            client.write(Client.STORE, "k", i);
        }
        client.server.become(ConnectionStatus.CONNECTED);
        connectAgain();
        free.countDown();
        allHear(listeners, missed + 500);
    }

    /** Nobody moves the clock, so that nothing but the answers' going ahead lets it go on. */
    @Test
    void callbackThatWritesAndWaitsForTheAnswer_isAnswered_howeverMuchWaitsForIt() {
        DustStore store = joined();
        var answered = new AtomicInteger();
        var done = new CountDownLatch(10);
        store.matching("k").on(event -> {
            store.put("answers/" + event.asLong(), true).committed().join();
            answered.incrementAndGet();
            done.countDown();
        }, options().mode(Mode.COMMITTED).maxQueue(2));
        for (int i = 0; i < 10; i++) {
            client.write(Client.STORE, "k", i);
        }
        Client.await(done);
        assertThat(answered).hasValue(10);
        assertThat(resyncs).hasValue(0);
    }

    @Test
    void subscriptionThatHangs_holdsUpReadsForASecond_andIsThenResynced() {
        var free = new CountDownLatch(1);
        DustStore store = joined();
        listen(store, free, 1);
        for (int i = 0; i < 1_200; i++) {
            client.write(Client.STORE, "k", i);
        }
        client.threads.awaitRest();
        assertThat(store.get("k").asLong()).isLessThan(1_199);
        client.time.advance(Duration.ofSeconds(1), client.threads::awaitRest);
        assertThat(store.get("k").asLong()).isEqualTo(1_199);
        free.countDown();
        Client.await(resynced);
        assertThat(resyncs).hasValue(1);
    }

    @Test
    void subscriptionThatHangs_holdsUpNothing_onceItIsClosed() {
        var free = new CountDownLatch(1);
        DustStore store = joined();
        var hanging = store.matching("**").on(event -> Client.await(free), options());
        for (int i = 0; i < 900; i++) {
            client.write(Client.STORE, "k", i);
        }
        hanging.close();
        client.settle();
        assertThat(store.get("k").asLong()).isEqualTo(899);
        free.countDown();
    }

    /** What waited is dropped with the connection, and is part of what is fetched on the next. */
    @Test
    void connectionThatIsLostMeanwhile_bringsWhatWaitedOnceMore() {
        var free = new CountDownLatch(1);
        List<CompletableFuture<List<Long>>> listeners = listeners(joined(), free, 1_000);
        for (int i = 0; i < 1_000; i++) {
            client.write(Client.STORE, "k", i);
        }
        client.server.become(ConnectionStatus.RECONNECTING);
        client.server.become(ConnectionStatus.CONNECTED);
        free.countDown();
        connectAgain();
        allHear(listeners, 1_000);
    }
}
