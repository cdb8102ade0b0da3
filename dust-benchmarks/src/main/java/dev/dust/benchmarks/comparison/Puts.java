package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Puts by one thread with so many under way, each answered. */
final class Puts implements Work {
    private static final long PATIENCE_SECONDS = 60;

    private final BiFunction<String, String, CompletionStage<?>> put;
    private final int inFlight;
    private final int keys;
    private long number;

    private Puts(BiFunction<String, String, CompletionStage<?>> put, int inFlight, int keys) {
        this.put = put;
        this.inFlight = inFlight;
        this.keys = keys;
    }

    /** To so many keys by turns. */
    static Puts of(Client client, int inFlight, int keys) {
        return new Puts(client::put, inFlight, keys);
    }

    /** The same where others hear them. */
    static Puts heard(Client client, int inFlight, int keys) {
        return new Puts(client::putHeard, inFlight, keys);
    }

    /** The {@code number}-th key. */
    static String key(long number) {
        return "folder/key" + number;
    }

    @Override
    public Done until(long end) throws Exception {
        return run(end, Long.MAX_VALUE);
    }

    /** So many of them. */
    void count(long most) throws Exception {
        run(Long.MAX_VALUE, most);
    }

    private Done run(long end, long most) throws Exception {
        var free = new Semaphore(inFlight);
        var failure = new AtomicReference<@Nullable Throwable>();
        long count = 0;
        while (count < most && (count == 0 || System.nanoTime() - end < 0)) {
            take(free, 1, failure);
            put.apply(key(number % keys), "the value of number " + number).whenComplete((done, failed) -> {
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                free.release();
            });
            number++;
            count++;
        }
        take(free, inFlight, failure);
        return Done.now(count);
    }

    private static void take(Semaphore free, int permits, AtomicReference<@Nullable Throwable> failure) throws Exception {
        if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("no answer for " + PATIENCE_SECONDS + " s");
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new ExecutionException(failed);
        }
    }
}
