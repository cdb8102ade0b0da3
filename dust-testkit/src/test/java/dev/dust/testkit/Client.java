package dev.dust.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A client on a cache that the test has its hands in, with a server and a clock that do what the test says. */
final class Client implements AutoCloseable {
    static final String STORE = "org/store";
    static final String DEVICE = "dev_testing";
    /** Longer than any machine takes: only what hangs for ever takes longer. */
    private static final long PATIENCE_SECONDS = 60;

    final VirtualTime time = new VirtualTime();
    final CallbackThreads threads = new CallbackThreads();
    final TestingServer server = new TestingServer(time, threads);
    final HookedCache cache;
    final Dust dust;

    Client(HookedCache cache) {
        this(cache, task -> Thread.ofVirtual().start(task));
    }

    Client(HookedCache cache, Executor executor) {
        this(cache, executor, DEVICE);
    }

    /** With the id that the cache gives it. */
    static Client withoutConfiguredId(HookedCache cache) {
        return new Client(cache, task -> Thread.ofVirtual().start(task), null);
    }

    private Client(HookedCache cache, Executor executor, String deviceId) {
        this(cache, DustOptions.defaults().deviceId(deviceId).executor(executor).random(new Random(1)));
    }

    private Client(HookedCache cache, DustOptions options) {
        this.cache = cache;
        this.dust = new Dust(cache, server, new JacksonCodecs(), options.time(time).engineExecutor(threads));
    }

    /** With other options; clock and the engine's executor are the test's. */
    static Client with(HookedCache cache, UnaryOperator<DustOptions> options) {
        return new Client(cache, options.apply(DustOptions.defaults().deviceId(DEVICE).random(new Random(1))));
    }

    DustStore store() {
        return dust.store(STORE);
    }

    /** Somebody else writes. */
    void write(String store, String path, Object value) {
        PushResult outcome = server.write(store, Wire.mapOf("op", "set", "path", path, "value", value));
        assertThat(outcome.ok()).isTrue();
    }

    /** Waits until the engine has come to rest, and fires what is due. */
    void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    /** The result of {@code call}, which must not hang. */
    static <T> T inTime(Supplier<T> call) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(call.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return inTime(result);
    }

    static void inTime(Runnable call) {
        inTime(() -> {
            call.run();
            return null;
        });
    }

    static <T> T inTime(CompletableFuture<T> result) {
        try {
            return result.get(PATIENCE_SECONDS, SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("it hangs", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        inTime(() -> dust.close());
    }
}
