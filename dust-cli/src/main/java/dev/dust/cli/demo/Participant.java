package dev.dust.cli.demo;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.time.Time;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Somebody with a client of their own: own cache, own connection. */
final class Participant implements AutoCloseable {
    static final Codecs CODECS = new JacksonCodecs();
    private static final String TOKEN = "dust_tok_demo";

    private final String deviceId;
    private final URI server;
    private final DemoTransport way;
    private final Time time;
    private final DemoCaches caches;
    private final String storeName;
    private Cache cache;
    private Dust dust;
    private DustStore store;

    Participant(String deviceId, URI server, DemoTransport way, Time time, DemoCaches caches, String storeName) {
        this.deviceId = deviceId;
        this.server = server;
        this.way = way;
        this.time = time;
        this.caches = caches;
        this.storeName = storeName;
        start(caches.open());
    }

    private void start(Cache opened) {
        cache = opened;
        dust = new Dust(cache, way.open(server, TOKEN, time), CODECS,
                DustOptions.defaults().deviceId(deviceId).time(time));
        store = dust.store(storeName);
    }

    /** Ends the client, and starts another one on what its cache has kept. */
    void startAgain() {
        dust.close();
        start(caches.reopen(cache));
    }

    /** Whether the next client finds what this one has written. */
    boolean isDurable() {
        return cache.durable();
    }

    /** The id by which the server knows this client. */
    String deviceId() {
        return deviceId;
    }

    DustStore store() {
        return store;
    }

    /** What a read of {@code path} gives at this moment, as JSON, or "nothing". */
    String sees(String path) {
        return store.get(path).optional().map(value -> new String(CODECS.json().encode(value), StandardCharsets.UTF_8))
                .orElse("nothing");
    }

    boolean isConnected() {
        return store.status().connection() == ConnectionStatus.CONNECTED;
    }

    @Override
    public void close() {
        dust.close();
    }
}
