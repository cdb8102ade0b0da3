package dev.dust.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.Callback;

/** The requests that are being answered, for whoever ends the server and would not end them. Safe for every thread. */
final class UnderWay {
    private final Set<Entry> requests = ConcurrentHashMap.newKeySet();

    /** One of them. */
    final class Entry {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        private Entry() {
        }

        /** It is not under way any longer than that, whatever becomes of it. */
        void endAfter(Duration atMost) {
            ended.completeOnTimeout(null, atMost.toNanos(), TimeUnit.NANOSECONDS).thenRun(this::end);
        }

        /** It is not under way any more. A second time does nothing. */
        void end() {
            requests.remove(this);
            ended.complete(null);
        }
    }

    /** One more, until it is ended. */
    Entry begin() {
        var entry = new Entry();
        requests.add(entry);
        return entry;
    }

    /** One more, until {@code callback} is told how it ended. */
    Callback until(Callback callback) {
        return Callback.from(callback, begin()::end);
    }

    /** Waits for all that there are now; not for longer than told. */
    void await(Duration atMost) {
        try {
            CompletableFuture.allOf(requests.stream().map(entry -> entry.ended).toArray(CompletableFuture[]::new))
                    .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // Whoever gets less than was promised knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
