package dev.dust.hosts;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Write;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.config.CodecsProvider;
import dev.dust.config.Settings;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** What each application does with its client: it writes, hears, reads, and says what it runs on. */
public final class Roundtrip {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A class of each library that an application's framework may have in another version than Dust was built with. */
    private static final List<String> LIBRARIES = List.of("tools.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.annotation.JsonProperty", "org.jooq.DSLContext", "org.flywaydb.core.Flyway",
            "com.zaxxer.hikari.HikariDataSource", "org.postgresql.Driver", "org.glassfish.tyrus.client.ClientManager",
            "jakarta.websocket.Session", "org.msgpack.core.MessagePack");

    private Roundtrip() {
    }

    /** What is written and heard. */
    public record Note(String text, long number, Instant at, List<String> tags, Optional<String> more) {
    }

    /** Whether the application is to keep its cache in PostgreSQL: on its framework's own connections, if it has such. */
    public static boolean isOnPostgres() {
        return "postgres".equals(System.getenv("HOST_CACHE"));
    }

    /** A client of the settings in the environment, on the connections of a framework. */
    public static Dust over(DataSource connections) {
        return Dust.builder().fromEnvironment().cache(cache(connections)).build();
    }

    private static Cache cache(DataSource connections) {
        Codecs codecs = ServiceLoader.load(CodecsProvider.class).findFirst().orElseThrow().codecs(Settings.ofProcess());
        return new PostgresCache(connections, codecs, PostgresOptions.defaults());
    }

    /** Fails if anything is not as it should be; else the last line that it prints is {@code roundtrip done}. */
    public static void run(Dust dust, String host) throws Exception {
        DustStore store = dust.store("hosts/" + host);
        var heard = new LinkedBlockingQueue<Note>();
        store.watch("notes/*", Note.class, note -> {
            if (note.value() != null) {
                heard.add(note.value());
            }
        });
        var note = new Note("from " + host, 42, Instant.parse("2026-01-01T00:00:00Z"), List.of("a", "b"), Optional.of("more"));
        Write write = store.put("notes/n", note);
        write.committed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        require(note.equals(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)), "it hears what it wrote");
        require(note.equals(store.get("notes/n").as(Note.class)), "it reads what it wrote");
        store.increment("count").committed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        require(dust.health().isHealthy(), "it is healthy: " + dust.health());
        require(dust.flush(PATIENCE), "nothing waits");
        System.out.println("cache " + (isOnPostgres() ? "postgres" : "memory"));
        System.out.println("java " + Runtime.version().feature());
        LIBRARIES.forEach(Roundtrip::printJar);
        System.out.println("roundtrip done");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("it does not hold that " + what);
        }
    }

    private static void printJar(String type) {
        try {
            Class<?> library = Class.forName(type, false, Roundtrip.class.getClassLoader());
            CodeSource source = library.getProtectionDomain().getCodeSource();
            String place = source.getLocation().toString().replaceAll("[!/]+$", "");
            System.out.println("uses " + Path.of(place.substring(place.lastIndexOf(':') + 1)).getFileName());
        } catch (ClassNotFoundException notThere) {
            System.out.println("lacks " + type);
        }
    }
}
