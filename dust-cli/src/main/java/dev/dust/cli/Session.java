package dev.dust.cli;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.Write;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client with one store that has caught up with its server, for as long as a command runs. */
final class Session implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 20;

    private final SystemTime time = new SystemTime();
    private final Dust dust;
    private final DustStore store;
    private final Duration timeout;

    private Session(ConnectionOptions options, String storeName) {
        timeout = options.timeout();
        dust = new Dust(new MemoryCache(), transport(options, time), Json.CODECS,
                DustOptions.builder().time(time).ackTimeout(timeout).build());
        store = dust.store(storeName);
    }

    /**
     * Opens a store and waits until it has caught up.
     *
     * @throws Failure if the server is away, refuses, or does not answer in time
     */
    static Session open(ConnectionOptions options, String storeName) throws InterruptedException {
        var session = new Session(options, storeName);
        try {
            session.awaitReady();
            return session;
        } catch (RuntimeException | InterruptedException e) {
            session.close();
            throw e;
        }
    }

    private static WebSocketTransport transport(ConnectionOptions options, SystemTime time) {
        try {
            return new WebSocketTransport(options.url(), options.token(), Json.CODECS, time, options.webSocket());
        } catch (IllegalArgumentException noServer) {
            throw options.mistake(noServer.getMessage());
        }
    }

    DustStore store() {
        return store;
    }

    /** The id by which the server knows this client. */
    String deviceId() {
        return dust.connection().deviceId();
    }

    private void awaitReady() throws InterruptedException {
        CompletableFuture<Void> ready = store.ready();
        long end = time.nanos() + timeout.toNanos();
        while (time.nanos() < end) {
            try {
                ready.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                requireHope();
            } catch (ExecutionException closed) {
                throw new IllegalStateException(closed);
            }
        }
        throw new Failure("store " + store.name() + " has not caught up with the server within " + timeout.toSeconds() + " s");
    }

    /** A library goes on trying, as a server may come back. Whoever typed a command wants to know at once. */
    private void requireHope() {
        StoreStatus status = store.status();
        boolean refused = status.connection() == ConnectionStatus.REFUSED;
        boolean away = status.connection() == ConnectionStatus.RECONNECTING && status.problem() != null;
        if (refused || away) {
            throw new Failure("store " + store.name() + ": " + status.problem());
        }
    }

    /**
     * Waits until the server has committed {@code write}.
     *
     * @return its store_seq
     * @throws DustException if the server refuses it
     * @throws Failure       if there is no answer in time
     */
    static long committed(Write write) {
        try {
            return write.committed().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AnswerTimeoutException late) {
                throw new Failure("the server has not answered in time; whether the write took effect is unknown");
            }
            throw e.getCause() instanceof DustException refused ? refused : e;
        }
    }

    @Override
    public void close() {
        dust.close();
        time.close();
    }
}
