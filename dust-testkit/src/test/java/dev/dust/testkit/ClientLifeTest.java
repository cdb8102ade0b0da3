package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.error.ClosedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client starts anywhere, and says how it stands. */
class ClientLifeTest {
    private static final String STORE = "org/life";

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);
    private final List<Dust> clients = new ArrayList<>();
    private volatile boolean away;

    /** A database that can be away from the beginning. */
    private final class Database implements Cache {
        private final NaiveCache real = new NaiveCache();

        private void checkThere() {
            if (away) {
                throw new CacheException("the database is away on purpose");
            }
        }

        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            checkThere();
            return real.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            checkThere();
            return real.open(store, deviceId);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private Dust client(DustOptions options) {
        var dust = new Dust(new Database(), server, new JacksonCodecs(),
                options.time(time).executor(threads).engineExecutor(threads).random(new Random(1)));
        clients.add(dust);
        return dust;
    }

    private Dust client() {
        return client(DustOptions.defaults().deviceId("dev_testing"));
    }

    private void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    @AfterEach
    void close() {
        clients.forEach(Dust::close);
    }

    private void wentOnWhenTheDatabaseCame(Dust dust) {
        DustStore store = dust.store(STORE);
        var heard = new CopyOnWriteArrayList<String>();
        store.on("posts/*", event -> heard.add(String.valueOf(event.path())));
        CompletableFuture<Void> ready = store.ready();
        settle();
        assertThat(store.status().problem()).contains("away on purpose");
        assertThatThrownBy(() -> store.get("posts/a")).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> store.put("posts/a", 1)).isInstanceOf(StorageException.class);
        assertThat(ready).isNotDone();

        away = false;
        time.advance(Duration.ofMinutes(2), this::settle);

        assertThat(ready).isCompleted();
        assertThat(store.status().problem()).isNull();
        assertThat(dust.connection().status()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(dust.connection().deviceId()).startsWith("dev_");
        store.put("posts/a", 1);
        settle();
        assertThat(heard).contains("posts/a");
        assertThat(store.pending()).isEmpty();
    }

    @Test
    void withoutADatabase_theClientWaits_andGoesOnWhenItComes() {
        away = true;
        wentOnWhenTheDatabaseCame(client());
    }

    @Test
    void withoutADatabase_thatWouldKeepTheDeviceId_too() {
        away = true;
        Dust dust = client(DustOptions.defaults());
        assertThat(dust.connection().deviceId()).isEmpty();
        wentOnWhenTheDatabaseCame(dust);
    }

    @Test
    void reconnect_triesADatabaseThatIsAway_atOnce() {
        away = true;
        Dust dust = client();
        DustStore store = dust.store(STORE);
        time.advance(Duration.ofMinutes(1), this::settle);
        away = false;
        dust.reconnect();
        threads.awaitRest();
        assertThat(store.status().problem()).isNull();
    }

    @Test
    void clientThatIsNotEnabled_worksHere_andConnectsToNothing() {
        Dust dust = client(DustOptions.defaults().deviceId("dev_testing").enabled(false));
        DustStore store = dust.store(STORE);
        settle();
        assertThat(store.ready()).isCompleted();
        store.put("a", 1);
        time.advance(Duration.ofMinutes(5), this::settle);
        assertThat(store.get("a").as(Integer.class)).isEqualTo(1);
        assertThat(dust.connection().status()).isEqualTo(ConnectionStatus.DISCONNECTED);
        assertThat(store.pending()).hasSize(1);
        assertThat(dust.flush(Duration.ofDays(1))).as("at once").isFalse();
        dust.reconnect();
        settle();
        assertThat(dust.connection().status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void await_isDoneWhenTheSeqIsApplied_orTheClientIsClosed() {
        Dust dust = client();
        DustStore store = dust.store(STORE);
        settle();
        long now = store.status().lastStoreSeq();
        CompletableFuture<Void> next = store.await(now + 1);
        CompletableFuture<Void> never = store.await(now + 100);
        assertThat(store.await(now)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(next).isNotDone();
        server.write(STORE, Wire.mapOf("op", "set", "path", "a", "value", 1));
        settle();
        assertThat(next).isCompleted();
        assertThat(never).isNotDone();
        assertThatThrownBy(() -> store.await(-1)).isInstanceOf(InvalidRequestException.class);
        dust.close();
        threads.awaitRest();
        assertThatThrownBy(never::join).hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void leave_endsOneStore_whichOpensAgainWithWhatItHad() {
        Dust dust = client();
        DustStore store = dust.store(STORE);
        DustStore other = dust.store("org/other");
        settle();
        store.put("a", 1);
        settle();
        store.leave();
        store.leave();
        assertThatThrownBy(() -> store.put("b", 1)).isInstanceOf(ClosedException.class);
        assertThat(other.put("b", 1)).isNotNull();
        DustStore again = dust.store(STORE);
        assertThat(again).isNotSameAs(store);
        settle();
        assertThat(again.ready()).isCompleted();
        assertThat(again.get("a").as(Integer.class)).isEqualTo(1);
    }

    @Test
    void refusedClient_failsReadyAtOnce_withTheReason() {
        Dust dust = client();
        server.become(ConnectionStatus.REFUSED);
        DustStore store = dust.store(STORE);
        CompletableFuture<Void> ready = store.ready();
        settle();
        assertThatThrownBy(ready::join).hasMessageContaining("refuses this client");
        assertThatThrownBy(dust.store("org/late").ready()::join).hasMessageContaining("refuses this client");
        server.become(ConnectionStatus.CONNECTED);
        dust.reconnect();
        settle();
        assertThat(store.ready()).isCompleted();
    }

    @Test
    void onStatus_tellsEachStanding_andNothingOfWrites() {
        Dust dust = client();
        var connection = new CopyOnWriteArrayList<ConnectionStatus>();
        var stores = new CopyOnWriteArrayList<ConnectionStatus>();
        var listening = dust.onStatus(info -> connection.add(info.status()));
        threads.awaitRest();
        DustStore store = dust.store(STORE);
        store.onStatus(status -> stores.add(status.connection()));
        settle();
        store.put("a", 1);
        settle();
        server.become(ConnectionStatus.RECONNECTING);
        settle();
        assertThat(connection).startsWith(ConnectionStatus.DISCONNECTED).contains(ConnectionStatus.CONNECTED)
                .endsWith(ConnectionStatus.RECONNECTING);
        assertThat(stores).contains(ConnectionStatus.CONNECTED).endsWith(ConnectionStatus.RECONNECTING);
        int told = stores.size();
        listening.close();
        int before = connection.size();
        server.become(ConnectionStatus.CONNECTED);
        dust.reconnect();
        settle();
        store.put("b", 1);
        settle();
        assertThat(connection).hasSize(before);
        assertThat(stores).hasSizeBetween(told + 1, told + 3).endsWith(ConnectionStatus.CONNECTED);
    }
}
