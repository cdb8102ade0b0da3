package dev.dust.cli.chaos.client;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

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
 * @param database    where its cache is; null for one in memory
 */
public record ClientConfig(int life, long seed, boolean working, String server, String store, String journal,
        boolean messagePack, SharedDatabase database) {
    static final Codecs CODECS = new JacksonCodecs();

    /** The same for the process of that number. */
    public ClientConfig ofLife(int number, String url, Path file) {
        return new ClientConfig(number, seed, working, url, store, file.toString(), messagePack, database);
    }

    /** The line. */
    public String toLine() {
        return new String(CODECS.json().encode(CODECS.objects().toValue(this)), StandardCharsets.UTF_8);
    }

    static ClientConfig of(String line) {
        return CODECS.objects().fromValue(CODECS.json().decode(line.getBytes(StandardCharsets.UTF_8)), ClientConfig.class);
    }
}
