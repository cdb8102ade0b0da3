package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.WriteOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.cache.Cache;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that comes to a store with a long history for the first time (docs/protocol.md#rows-in-place). */
@Timeout(120)
class FirstJoinTest {
    private static final int OPS = 1_200;

    @TempDir
    private Path folder;
    private final Fleet fleet = new Fleet();
    private final CompletableFuture<Long> snapshot = new CompletableFuture<>();
    private Dust dust;
    private final SubscriptionOptions options = SubscriptionOptions.defaults().onSnapshot(snapshot::complete);

    @BeforeEach
    void write() {
        for (int i = 1; i <= OPS; i++) {
            fleet.server.store(Fleet.STORE).set("k" + i % 10, i);
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private DustStore offline() {
        return offline(new MemoryCache(), DustOptions.defaults());
    }

    private DustStore offline(Cache cache, DustOptions dustOptions) {
        fleet.server.faults().refuseConnects(true);
        dust = fleet.client(cache, dustOptions);
        return dust.store(Fleet.STORE);
    }

    private void goOnline(DustStore store) {
        fleet.server.faults().refuseConnects(false);
        dust.reconnect();
        get(store.ready());
    }

    @Test
    void isSentTheRows_withTheirRevisions_andHearsWhatHappensThen() {
        DustStore store = offline();
        var heard = new CompletableFuture<DustEvent>();
        store.matching("k0").on(heard::complete, options.liveOnly());
        store.put("mine", "made before");
        goOnline(store);
        assertThat(get(snapshot)).isEqualTo(OPS);
        assertThat(store.enumerate("*")).hasSize(11);
        long revision = store.entry("k9").orElseThrow().revision().orElseThrow();
        assertThat(revision).isEqualTo(OPS - 1);
        get(store.at("k9").put("mine", WriteOptions.defaults().ifMatch(revision)).committed());
        assertThat(fleet.server.store(Fleet.STORE).get("mine")).isNotNull();
        fleet.server.store(Fleet.STORE).set("k0", "later");
        assertThat(((DustEvent.Committed) get(heard)).value()).isEqualTo(Value.of("later"));
    }

    @ParameterizedTest
    @EnumSource(names = "OPTIMISTIC", mode = EnumSource.Mode.EXCLUDE)
    void isToldEachOp_ifItHasSubscribed(Mode mode) {
        DustStore store = offline();
        List<Long> heard = new ArrayList<>();
        var all = new CompletableFuture<Void>();
        store.matching("**").on(event -> {
            heard.add(((DustEvent.Committed) event).storeSeq());
            if (heard.size() == OPS) {
                all.complete(null);
            }
        }, options.mode(mode));
        goOnline(store);
        get(all);
        assertThat(heard).isEqualTo(LongStream.rangeClosed(1, OPS).boxed().toList());
        assertThat(snapshot).isNotDone();
    }

    /** Modes are about ops. */
    @ParameterizedTest
    @EnumSource
    void isToldEachChange_ifItHasSubscribed(Mode mode) {
        DustStore store = offline();
        var last = new CompletableFuture<Void>();
        List<Object> heard = new ArrayList<>();
        store.matching("k1").onChange(change -> {
            heard.add(change.after().as(Long.class));
            if (heard.size() == OPS / 10) {
                last.complete(null);
            }
        }, options.mode(mode));
        goOnline(store);
        get(last);
        assertThat(heard).first().isEqualTo(1L);
        assertThat(snapshot).isNotDone();
    }

    @Test
    void isSentTheRows_ifItOnlyHearsOfItsOwnWrites_orOfObjects() {
        DustStore store = offline();
        store.matching("**").on(event -> {
        }, options.mode(Mode.OPTIMISTIC));
        store.watch("k*", Long.class, object -> {
        });
        goOnline(store);
        assertThat(get(snapshot)).isEqualTo(OPS);
    }

    /** Their ops may be in the history, and nowhere else. */
    @Test
    void isSentTheHistory_ifOthersMayUseItsCache() {
        requireHistory(offline(new MemoryCache(), DustOptions.defaults().sharedPorts(true)));
        requireHistory(offline(new SqliteCache(folder.resolve("cache.db"), new JacksonCodecs()), DustOptions.defaults()));
    }

    private void requireHistory(DustStore store) {
        store.matching("**").on(event -> {
        }, options.liveOnly());
        goOnline(store);
        assertThat(store.enumerate("*")).hasSize(10);
        assertThat(store.activity()).hasSize(100);
        assertThat(snapshot).isNotDone();
    }
}
