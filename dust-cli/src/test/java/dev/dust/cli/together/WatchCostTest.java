package dev.dust.cli.together;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.subscribe.Watched;
import dev.dust.time.SystemTime;
import dev.dust.value.Value;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watching 100,000 objects costs by what changes, and not by how many there are: counted in rows that the cache gave. */
@Timeout(120)
@Tag("slow")
class WatchCostTest {
    private static final int OBJECTS = 100_000;
    private static final int FIELDS = 2;
    private static final String DEVICE = "dev_watch";

    /** A post, as it stands in two rows. */
    record Post(String title, long likes) {
    }

    private final CountingCache cache = new CountingCache(new MemoryCache());
    private final SystemTime time = new SystemTime();
    private final BlockingQueue<Watched<Post>> told = new LinkedBlockingQueue<>();
    private Dust dust;
    private DustStore store;

    @BeforeEach
    void fill() {
        var rows = new ArrayList<Row>(OBJECTS * FIELDS);
        for (int i = 0; i < OBJECTS; i++) {
            rows.add(new Row(path(i) + "/likes", Value.of(i), "integer", 1, 0));
            rows.add(new Row(path(i) + "/title", Value.of("title " + i), "string", 1, 0));
        }
        cache.open(Fleet.STORE, DEVICE).commit(Commit.ofReplacement(0, 1, rows));
        var codecs = new JacksonCodecs();
        var transport = new WebSocketTransport(URI.create("ws://localhost:1/ws/sync"), Token.of("none"), codecs, time,
                WebSocketOptions.defaults());
        dust = new Dust(cache, transport, codecs,
                DustOptions.defaults().deviceId(DEVICE).time(time).enabled(false).maxPending(OBJECTS));
        store = dust.store(Fleet.STORE);
    }

    @AfterEach
    void close() {
        dust.close();
        time.close();
    }

    private static String path(int object) {
        return String.format("posts/%06d", object);
    }

    private Watched<Post> next() throws InterruptedException {
        Watched<Post> next = told.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("the next object that is told").isNotNull();
        return next;
    }

    private void hearAll() throws InterruptedException {
        for (int i = 0; i < OBJECTS; i++) {
            next();
        }
        cache.forget();
    }

    @Test
    void whatIsThere_isReadOnce() throws InterruptedException {
        store.watch("posts/*", Post.class, told::add);
        for (int i = 0; i < OBJECTS; i++) {
            next();
        }
        // By pages, at whose ends a row may be met again.
        assertThat(cache.rows()).isBetween((long) OBJECTS * FIELDS, OBJECTS * FIELDS * 11L / 10);
    }

    @Test
    void aChange_costsTheRowsOfItsObject_howeverManyThereAre() throws InterruptedException {
        store.watch("posts/*", Post.class, told::add);
        hearAll();
        int changes = 100;
        for (int i = 0; i < changes; i++) {
            int object = i * (OBJECTS / changes);
            store.put(path(object) + "/title", "changed");
            assertThat(next().value()).isEqualTo(new Post("changed", object));
        }
        assertThat(cache.rows()).as("rows that were read for %d changes", changes).isLessThanOrEqualTo(changes * 10L);
    }

    /** What waits is each object once, in its newest state, however often it has changed. */
    @Test
    void whatChangesWhileACallbackIsBusy_waitsOnceForEachObject() throws InterruptedException {
        var busy = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        store.watch("posts/*", Post.class, post -> {
            if (post.value() != null && post.value().title().equals("wait")) {
                busy.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            told.add(post);
        });
        hearAll();
        store.put(path(0) + "/title", "wait");
        busy.await();
        cache.forget();

        int rounds = 200;
        for (int round = 1; round <= rounds; round++) {
            for (int object = 1; object <= 5; object++) {
                store.put(path(object) + "/title", "round " + round);
            }
        }
        free.countDown();

        assertThat(next().value()).isEqualTo(new Post("wait", 0));
        var heard = new ArrayList<Watched<Post>>();
        for (int object = 1; object <= 5; object++) {
            heard.add(next());
        }
        assertThat(heard).extracting(post -> post.value().title()).containsOnly("round " + rounds);
        assertThat(told).as("what else was told").isEmpty();
        assertThat(cache.rows()).as("rows that were read of 5 objects, which changed %d times", rounds * 5)
                .isLessThanOrEqualTo(100);
    }

    /** In a database a scan is a statement. */
    @Test
    void listingAll_goesThroughTheRowsOnce_byAScanForEachPage() {
        cache.forget();
        assertThat(store.list("posts/*", Post.class).count()).isEqualTo(OBJECTS);
        assertThat(cache.rows()).isBetween((long) OBJECTS * FIELDS, OBJECTS * FIELDS * 11L / 10);
        assertThat(cache.scans()).as("scans of %d objects", OBJECTS).isLessThanOrEqualTo(OBJECTS / 100);
    }

    /** Others hear no more of it than without. */
    @Test
    void aChangeOfAnotherKind_costsNothing() throws InterruptedException {
        store.watch("posts/*", Post.class, told::add);
        hearAll();
        for (int i = 0; i < 50; i++) {
            store.put("users/" + i, Map.of("name", "ann"));
        }
        store.put(path(7) + "/title", "last");
        assertThat(next().value()).isEqualTo(new Post("last", 7));
        assertThat(List.copyOf(told)).isEmpty();
        assertThat(cache.rows()).as("rows that were read for one change of a post").isLessThanOrEqualTo(10);
    }
}
