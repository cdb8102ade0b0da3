package dev.dust.testkit;

import static dev.dust.testkit.Client.DEVICE;
import static dev.dust.testkit.Client.STORE;
import static dev.dust.testkit.Client.inTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.LeaseOptions;
import dev.dust.PendingWrite;
import dev.dust.Write;
import dev.dust.cache.CacheException;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.StorageException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another process takes the device id over while its holder lives: the loser takes another one by itself, and goes on
 * (docs/decisions.md#device-fence).
 */
class DeviceIdLostTest {
    private static final String OTHER = "org/other";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Client client(boolean blocking) {
        return Client.withoutConfiguredId(new HookedCache(blocking));
    }

    private static Client offline(boolean blocking) {
        Client client = client(blocking);
        client.store();
        client.settle();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        return client;
    }

    private static void goOnline(Client client) {
        client.server.become(ConnectionStatus.CONNECTED);
        client.time.fire(TimerId.RECONNECT);
        client.settle();
    }

    private static String id(Client client) {
        return client.dust.connection().deviceId();
    }

    /** Callbacks come on threads of their own. */
    private static <T> void untilHeard(List<T> heard, Predicate<List<T>> enough) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.test(heard)) {
            assertThat(System.nanoTime()).as("still waiting, having heard %s", heard).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void requireAlive(Client client, DustStore store) {
        var heard = new CopyOnWriteArrayList<DustEvent>();
        inTime(() -> store.matching("alive").on(heard::add, SubscriptionOptions.defaults().mode(Mode.COMMITTED)));
        Write write = inTime(() -> store.put("alive", 1));
        client.settle();
        assertThat(inTime(write.committed())).isPositive();
        untilHeard(heard,
                events -> events.stream().anyMatch(event -> event instanceof DustEvent.Committed committed && committed.own()
                        && committed.deviceId().equals(id(client))));
        assertThat(store.status().connection()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(store.status().problem()).isNull();
        inTime(() -> client.dust.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writeWhoseTurnFindsTheIdLost_isKeptUnderTheNextOne_andItsCallerNoticesNothing(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        client.settle();
        assertThat(id(client)).isEqualTo(DEVICE);
        client.cache.takeAway(DEVICE);
        Write write = inTime(() -> store.put("k", 1));
        client.settle();
        assertThat(inTime(write.committed())).isEqualTo(1);
        assertThat(id(client)).isNotEqualTo(DEVICE);
        assertThat(store.get("k").value()).isEqualTo(Value.of(1));
        assertThat(store.activity()).singleElement().satisfies(activity -> {
            assertThat(activity.own()).isTrue();
            assertThat(activity.op()).isEqualTo(OpName.SET);
        });
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesThatWaitUnderTheLostId_areTheOthersToSend_andTheirCallersHearThat(boolean blocking) {
        Client client = offline(blocking);
        DustStore store = client.store();
        var changes = new CopyOnWriteArrayList<Change>();
        inTime(() -> store.onChange("**", changes::add));
        Write theirs = inTime(() -> store.put("theirs", 1));
        client.cache.takeAway(DEVICE);
        Write ours = inTime(() -> store.put("ours", 2));

        assertThatThrownBy(() -> inTime(theirs.committed())).isInstanceOf(UnavailableException.class)
                .hasMessageContaining("another process").hasMessageContaining("theirs");
        assertThat(theirs.stage()).isEqualTo(Write.Stage.UNANSWERED);
        assertThat(store.get("theirs").isPresent()).isFalse();
        assertThat(store.get("ours").value()).isEqualTo(Value.of(2));
        assertThat(inTime(store::pending)).extracting(PendingWrite::opId).containsExactly(ours.opId());
        assertThat(inTime(theirs::discard)).isFalse();
        untilHeard(changes, all -> all.size() == 3);
        assertThat(changes).extracting(change -> change.path() + " " + change.before().plain() + " " + change.after().plain())
                .containsExactly("theirs null " + Value.of(1), "theirs " + Value.of(1) + " null", "ours null " + Value.of(2));

        goOnline(client);
        assertThat(inTime(ours.committed())).as("nothing was sent before").isEqualTo(1);
        assertThat(waiting(client, DEVICE)).containsExactly(theirs.opId());
        assertThat(waiting(client, id(client))).isEmpty();
        requireAlive(client, store);
    }

    private static List<String> waiting(Client client, String deviceId) {
        return client.cache.outbox(STORE, deviceId).stream().map(OutboxEntry::opId).toList();
    }

    /** A turn that sends without having written anything proves the id first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWaitsUnderALostId_isNotSentAfterAJoin(boolean blocking) {
        Client client = offline(blocking);
        DustStore store = client.store();
        Write theirs = inTime(() -> store.increment("n", 5));
        client.cache.takeAway(DEVICE);
        goOnline(client);
        assertThatThrownBy(() -> inTime(theirs.committed())).isInstanceOf(UnavailableException.class);
        assertThat(id(client)).isNotEqualTo(DEVICE);
        client.settle();
        assertThat(store.status().lastStoreSeq()).as("what the server has").isZero();
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allStoresOfAClient_goOnUnderTheSameId_onOneNewConnection(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        DustStore other = client.dust.store(OTHER);
        client.settle();
        var asked = new AtomicInteger();
        client.cache.beforeDeviceId = asked::incrementAndGet;
        client.cache.takeAway(DEVICE);
        Write first = inTime(() -> store.put("k", 1));
        client.settle();
        Write second = inTime(() -> other.put("k", 1));
        client.settle();
        assertThat(List.of(inTime(first.committed()), inTime(second.committed()))).containsExactly(1L, 1L);
        assertThat(asked).hasValue(1);
        assertThat(client.cache.outbox(OTHER, DEVICE)).isEmpty();
        client.write(OTHER, "heard", 1);
        client.settle();
        assertThat(other.get("heard").isPresent()).isTrue();
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesOfAStoreThatHasNothingToDo_areAnswered_whenAnotherStoreFindsTheLoss(boolean blocking) {
        Client client = offline(blocking);
        DustStore other = client.dust.store(OTHER);
        client.settle();
        Write theirs = inTime(() -> other.put("k", 1));
        client.cache.takeAway(DEVICE);
        inTime(() -> client.store().put("k", 1));
        client.threads.awaitRest();
        assertThatThrownBy(() -> inTime(theirs.committed())).isInstanceOf(UnavailableException.class);
        assertThat(inTime(other::pending)).isEmpty();
        goOnline(client);
        assertThat(inTime(other::pending)).isEmpty();
        requireAlive(client, client.store());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventsThatFindTheIdLost_areFetchedAgain(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        client.settle();
        var heard = new CopyOnWriteArrayList<Long>();
        inTime(() -> store.on("k/*", event -> heard.add(((DustEvent.Committed) event).storeSeq())));
        client.write(STORE, "k/1", 1);
        client.settle();
        client.cache.takeAway(DEVICE);
        client.write(STORE, "k/2", 2);
        client.settle();
        assertThat(store.get("k/2").value()).isEqualTo(Value.of(2));
        untilHeard(heard, all -> all.size() == 2);
        assertThat(heard).containsExactly(1L, 2L);
        requireAlive(client, store);
    }

    /** The server has answered; that this could not be kept changes nothing about it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptedWrite_isAnsweredSo_thoughTheIdWasLostBeforeTheAnswerCouldBeKept(boolean blocking) {
        Client client = offline(blocking);
        DustStore store = client.store();
        Write write = inTime(() -> store.put("k", 1));
        client.cache.beforeCommit = commit -> {
            if (commit.touchesRows()) {
                client.cache.takeAway(DEVICE);
            }
        };
        goOnline(client);
        assertThat(inTime(write.committed())).isEqualTo(1);
        assertThat(store.get("k").value()).isEqualTo(Value.of(1));
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cacheThatGivesNoOtherIdYet_isWaitedFor_andWritesAreRefusedMeanwhile(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        client.settle();
        client.cache.beforeDeviceId = () -> {
            throw new CacheException("no id on purpose");
        };
        client.cache.takeAway(DEVICE);
        assertThatThrownBy(() -> inTime(() -> store.put("k", 1))).isInstanceOf(StorageException.class)
                .hasMessageContaining("no id on purpose");
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);
        assertThat(store.status().problem()).contains("no id on purpose");
        assertThatThrownBy(() -> inTime(() -> store.put("k", 1))).isInstanceOf(StorageException.class);
        client.cache.beforeDeviceId = () -> {
        };
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);
        client.settle();
        assertThat(store.get("k").isPresent()).isFalse();
        assertThat(id(client)).isNotEqualTo(DEVICE);
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idThatIsLostAgainAndAgain_isReplacedEachTime(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        client.settle();
        for (int i = 1; i <= 3; i++) {
            client.cache.takeAway(id(client));
            Write write = inTime(() -> store.increment("n"));
            client.settle();
            assertThat(inTime(write.committed())).isEqualTo(i);
        }
        assertThat(store.get("n").value()).isEqualTo(Value.of(3));
        requireAlive(client, store);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeThatIsOpenedAfterTheLoss_worksUnderTheNextId(boolean blocking) {
        Client client = client(blocking);
        client.cache.takeAway(DEVICE);
        DustStore store = inTime(client::store);
        client.settle();
        assertThat(id(client)).isNotEqualTo(DEVICE);
        requireAlive(client, store);
    }

    /** The server knows a holder by the token, whatever the device. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leaseIsHeldOn(boolean blocking) {
        Client client = client(blocking);
        DustStore store = client.store();
        client.settle();
        Lease lease = inTime(store.at("jobs/nightly").lease(LeaseOptions.defaults().ttl(Duration.ofMinutes(5)))).orElseThrow();
        client.cache.takeAway(DEVICE);
        inTime(() -> store.put("k", 1));
        client.settle();
        assertThat(id(client)).isNotEqualTo(DEVICE);
        assertThat(inTime(store.renew(lease, Duration.ofMinutes(5))).token()).isEqualTo(lease.token());
        assertThat(inTime(store.release(lease))).isTrue();
        requireAlive(client, store);
    }

    /** It is the application that gives each process its id, so that it is the application that hears. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void configuredIdStaysAsItIs_andTheStatusSaysThatItIsLost(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        client.settle();
        client.cache.takeAway(DEVICE);
        assertThatThrownBy(() -> inTime(() -> store.put("k", 1))).isInstanceOf(StorageException.class)
                .hasMessageContaining("configured");
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);
        assertThat(id(client)).isEqualTo(DEVICE);
        assertThat(store.status().problem()).contains(DEVICE).contains("configured");
        assertThat(store.get("k").isPresent()).as("reads go on").isFalse();
        inTime(() -> client.dust.close());
    }
}
