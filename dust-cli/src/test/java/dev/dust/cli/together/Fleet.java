package dev.dust.cli.together;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Cache;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server and some clients of it, on real sockets. */
final class Fleet implements AutoCloseable {
    static final String STORE = "org/fleet";
    private static final JacksonCodecs CODECS = new JacksonCodecs();

    final DustServer server = DustServer.start();
    private final SystemTime time = new SystemTime();
    private final List<Dust> clients = new ArrayList<>();
    private final List<WebSocketTransport> transports = new ArrayList<>();

    /** A client that has joined. */
    DustStore joined(String deviceId) {
        DustStore store = store(deviceId);
        get(store.ready());
        return store;
    }

    DustStore store(String deviceId) {
        return client(deviceId).store(STORE);
    }

    Dust client(String deviceId) {
        return client(new MemoryCache(), DustOptions.defaults().deviceId(deviceId));
    }

    Dust client(Cache cache, DustOptions options) {
        var transport = new WebSocketTransport(server.url(), Token.of("dust_tok_test"), CODECS, time,
                WebSocketOptions.defaults());
        var dust = new Dust(cache, transport, CODECS, options.time(time));
        clients.add(dust);
        transports.add(transport);
        return dust;
    }

    /** Takes every connection away, and returns when the client of {@code store} knows. */
    void cutOff(DustStore store) {
        server.faults().refuseConnects(true);
        server.faults().dropConnections();
        while (store.status().connection() == ConnectionStatus.CONNECTED) {
            Thread.onSpinWait();
        }
    }

    /** What {@code future} completes with, and what it fails with as it is. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    @Override
    public void close() {
        clients.forEach(Dust::close);
        transports.forEach(WebSocketTransport::close);
        server.close();
        time.close();
    }
}
