package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import dev.dust.engine.IdlePorts;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.sync.TestRows;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

    /** Codecs that nobody asks to do anything. */
    private static final class NoCodecs implements Codecs {
        @Override
        public ValueCodec json() {
            throw new AssertionError("not asked");
        }

        @Override
        public ValueCodec messagePack() {
            throw new AssertionError("not asked");
        }

        @Override
        public ObjectCodec objects() {
            return new ObjectCodec() {
                @Override
                public Value toValue(@Nullable Object object) {
                    throw new AssertionError("not asked");
                }

                @Override
                public <T> @Nullable T fromValue(Value value, Class<T> type) {
                    throw new AssertionError("not asked");
                }

                @Override
                public @Nullable Object fromValue(Value value, Type type) {
                    throw new AssertionError("not asked");
                }
            };
        }
    }

    private final class Rows implements Cache {
        private final Cache empty = ports.cache();

        @Override
        public boolean durable() {
            return false;
        }

        @Override
        public boolean blocking() {
            return false;
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return empty.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            return new StoreCache() {
                @Override
                public CacheSnapshot snapshot() {
                    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return new TestRows(IntStream.range(0, ROWS)
                            .mapToObj(i -> new Row("k" + (1_000 + i), Value.of(i), Types.INTEGER, 0, 0)).toList());
                }

                @Override
                public CommitResult commit(Commit commit) {
                    return CommitResult.Done.INSTANCE;
                }

                @Override
                public List<OutboxEntry> outbox() {
                    return List.of();
                }
            };
        }

        @Override
        public void close() {
            empty.close();
        }
    }

    /** No other turn would ask for the rest, and what happens to it would never be told. */
    @Test
    void rowsThatCannotBeRead_byNoFaultThatACacheMayHave_areReadLater_andThatIsToldOnce() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var errors = new CopyOnWriteArrayList<Throwable>();
        var all = new CountDownLatch(ROWS);
        try (var dust = new Dust(new Rows(), ports.transport(), new NoCodecs(), DustOptions.defaults())) {
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
