package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.metrics.Metrics;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** How often a feed reads, however often it is told that there is something. */
class FeedTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private int reads;
    private boolean fails;

    /** Everything waits until the test does it. */
    private final class ByHand implements Execution {
        @Override
        public Executor handling() {
            return tasks::add;
        }

        @Override
        public Executor ledger() {
            return tasks::add;
        }

        @Override
        public void later(Duration delay, Runnable task) {
            later.add(task);
        }

        @Override
        public <T> T await(CompletableFuture<T> outcome) {
            return outcome.join();
        }

        @Override
        public int batch() {
            return BATCH;
        }

        @Override
        public Sending sending(ClientLink link, int capacity, Runnable tooSlow) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Nobody implements Feed.Members {
        @Override
        public void hear(Event event) {
            throw new AssertionError("nothing was written");
        }

        @Override
        public void lose() {
            throw new AssertionError("nothing is lost");
        }

        @Override
        public void endArchived() {
            throw new AssertionError("nothing is archived");
        }
    }

    private StoreLedger store() {
        StoreLedger truth = new MemoryLedger(() -> 0, Dialect.OWN::changesOf).make("org/store");
        return (StoreLedger) Proxy.newProxyInstance(FeedTest.class.getClassLoader(), new Class<?>[]{StoreLedger.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("after")) {
                        reads++;
                        if (fails) {
                            throw new LedgerException.Unavailable("away, on purpose", null);
                        }
                    }
                    try {
                        return method.invoke(truth, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Feed begun() {
        var lock = new ReentrantLock();
        var feed = new Feed(store(), new Nobody(), lock, new ByHand(), new Measures(Metrics.none()));
        lock.lock();
        try {
            feed.begin();
        } finally {
            lock.unlock();
        }
        return feed;
    }

    private void run(List<Runnable> these) {
        List<Runnable> now = List.copyOf(these);
        these.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void whatIsToldBeforeItReads_isReadAtOnce() {
        Feed feed = begun();
        for (long seq = 1; seq <= 100; seq++) {
            feed.reached(seq);
        }
        assertThat(tasks).hasSize(1);
        run(tasks);
        assertThat(reads).isEqualTo(1);
        feed.reached(101);
        assertThat(tasks).as("what is told afterwards").hasSize(1);
    }

    /** Else a history that cannot be read for an hour would be asked for by as many as there was news in it. */
    @Test
    void whatCannotBeRead_isTriedAgainByOne_howeverOftenItIsTold() {
        Feed feed = begun();
        fails = true;
        for (long seq = 1; seq <= 10; seq++) {
            feed.reached(seq);
            run(tasks);
        }
        assertThat(later).hasSize(1);
        for (int pause = 0; pause < 3; pause++) {
            run(later);
            run(tasks);
            assertThat(later).hasSize(1);
        }
        assertThat(reads).isEqualTo(13);
        fails = false;
        run(later);
        run(tasks);
        assertThat(later).isEmpty();
    }
}
