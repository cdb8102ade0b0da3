package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.engine.EmptyCache;
import dev.dust.engine.IdlePorts;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.sync.TestRows;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscription that begins with what is there has all of it, whatever happens to its reading. */
@Timeout(60)
class SubscriptionRowsTest {
    /** More than one turn reads. */
    private static final int ROWS = 600;

    private final IdlePorts ports = new IdlePorts(port -> {
    });
    /** How many times more the rows cannot be read. */
    private final AtomicInteger failures = new AtomicInteger();

    private CacheSnapshot rows() {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("broken on purpose");
        }
        return new TestRows(IntStream.range(0, ROWS)
                .mapToObj(i -> new Row("k" + (1_000 + i), Value.of(i), Types.INTEGER, 0, 0)).toList());
    }

    /** No other turn would ask for the rest, and what happens to it would never be told. */
    @Test
    @Tag("slow")
    void rowsThatCannotBeRead_byNoFaultThatACacheMayHave_areReadLater_andThatIsToldOnce() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var errors = new CopyOnWriteArrayList<Throwable>();
        var all = new CountDownLatch(ROWS);
        try (var dust = new Dust(new EmptyCache(this::rows), ports.transport(), ports.codecs(), DustOptions.defaults())) {
            dust.store("org/store").matching("**").on(event -> {
                if (heard.isEmpty()) {
                    failures.set(3);
                }
                heard.add(event.path().toString());
                all.countDown();
            }, SubscriptionOptions.defaults().withCurrent().onError(errors::add));
            all.await();
        }
        assertThat(heard).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("broken on purpose"));
    }
}
