package dev.dust.cli.chaos.client;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told first, in one line on standard input, where nobody else can read it.
 *
 * @param life        its number in the run
 * @param seed        what it does comes from this, and its number
 * @param working     whether it works; else it only sends what an earlier one left behind
 * @param server      the URL of the server
 * @param store       the store
 * @param journal     the file to write down everything in
 * @param messagePack whether it speaks MessagePack; else JSON
 * @param database    where its cache in PostgreSQL is; null for none
 * @param file        where its cache in SQLite is; null for none; if neither, it has one in memory
 */
public record ClientConfig(int life, long seed, boolean working, @Nullable String server, String store,
        @Nullable String journal,
        boolean messagePack, @Nullable SharedDatabase database, @Nullable String file) {
    static final Codecs CODECS = new JacksonCodecs();

    /** The same for the process of that number. */
    public ClientConfig ofLife(int number, String url, Path journal) {
        return new ClientConfig(number, seed, working, url, store, journal.toString(), messagePack, database, file);
    }

    /** Whether its cache outlives its process. */
    boolean isDurable() {
        return database != null || file != null;
    }

    /** The line. */
    public String toLine() {
        return new String(CODECS.json().encode(CODECS.objects().toValue(this)), StandardCharsets.UTF_8);
    }

    static ClientConfig of(String line) {
        return Objects.requireNonNull(CODECS.objects().fromValue(
                CODECS.json().decode(line.getBytes(StandardCharsets.UTF_8)), ClientConfig.class), "config");
    }
}
