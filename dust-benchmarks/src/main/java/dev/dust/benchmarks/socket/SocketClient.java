package dev.dust.benchmarks.socket;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.time.SystemTime;
import java.net.URI;

/** A client of a {@link DustServerMain}, on the memory cache, with the options that an application has by default. */
public final class SocketClient implements AutoCloseable {
    /** Where the server takes clients. */
    public static final String PATH = "/ws/sync";

    private final SystemTime time = new SystemTime();
    private final Dust dust;

    /** Begins to connect. */
    public SocketClient(URI url) {
        var codecs = new JacksonCodecs();
        var transport = new WebSocketTransport(url, Token.of("dust_tok_local"), codecs, time,
                WebSocketOptions.defaults());
        dust = new Dust(new MemoryCache(), transport, codecs, DustOptions.defaults().time(time));
    }

    /** The store. */
    public DustStore store() {
        return dust.store(LocalClient.STORE);
    }

    /** Another store. */
    public DustStore store(String name) {
        return dust.store(name);
    }

    @Override
    public void close() {
        dust.close();
        time.close();
    }
}
