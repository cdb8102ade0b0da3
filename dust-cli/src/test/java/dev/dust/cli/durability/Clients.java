package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.time.SystemTime;
import java.net.URI;
import java.nio.file.Path;

/** Clients over a real socket, as an application would wire them by hand. */
final class Clients {
    static final String STORE = "durability/test";

    static final Codecs CODECS = new JacksonCodecs();
    /** One for all clients of the JVM, which ends with it. */
    private static final SystemTime TIME = new SystemTime();

    private Clients() {
    }

    static PostgresCache cache(String jdbcUrl, PostgresOptions options) {
        return PostgresCache.connect(jdbcUrl, null, null, CODECS, options);
    }

    static Dust onPostgres(String jdbcUrl, URI server) {
        return durable(jdbcUrl, server);
    }

    /** {@code place}: the URL of a database, or the path of a file. */
    static Dust durable(String place, URI server) {
        return over(cache(place), server);
    }

    /** {@code place}: the URL of a database, or the path of a file. */
    static Cache cache(String place) {
        return place.startsWith("jdbc:")
                ? cache(place, PostgresOptions.defaults())
                : new SqliteCache(Path.of(place), CODECS);
    }

    static Dust onMemory(URI server) {
        return over(new MemoryCache(), server);
    }

    static Dust over(Cache cache, URI server) {
        var transport = new WebSocketTransport(server, Token.of("dust_tok_test"), CODECS, TIME, WebSocketOptions.defaults());
        return new Dust(cache, transport, CODECS, DustOptions.defaults().time(TIME));
    }
}
