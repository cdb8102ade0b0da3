package dev.dust.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.Callback;

/** The requests that are being answered, for whoever ends the server and would not end them. Safe for every thread. */
final class UnderWay {
    private final Map<Object, CompletableFuture<Void>> requests = new ConcurrentHashMap<>();

    /** One more, until {@code callback} is told how it ended. */
    Callback until(Callback callback) {
        var request = new Object();
        var answered = new CompletableFuture<Void>();
        requests.put(request, answered);
        return Callback.from(callback, () -> {
            requests.remove(request);
            answered.complete(null);
        });
    }

    /** Waits for all that there are now; not for longer than told. */
    void await(Duration atMost) {
        try {
            CompletableFuture.allOf(requests.values().toArray(CompletableFuture[]::new)).get(atMost.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // Whoever gets less than was promised knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
