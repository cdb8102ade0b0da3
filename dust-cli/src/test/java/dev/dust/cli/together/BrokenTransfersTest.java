package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.Write;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.adapter.sqlite.SqliteOptions;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.server.ServerOptions;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.time.SystemTime;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is cut in the middle, on its way up or down, by the network or by the client's end: it arrives whole, once. */
@Timeout(120)
@Tag("postgres")
class BrokenTransfersTest {
    private static final int MIB = 1 << 20;
    private static final byte[] CONTENT = content();
    private static final String HASH = Sha256.name(CONTENT);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Where the server keeps contents. */
    enum Kept {
        IN_FILES, IN_POSTGRES
    }

    @TempDir
    private Path folder;
    private final SystemTime time = new SystemTime();
    private final List<AutoCloseable> opened = new ArrayList<>();
    /** Null for a server with files. */
    private TestDatabase database;
    private CuttingRelay relay;

    private static byte[] content() {
        byte[] content = new byte[8 * MIB];
        new Random(14).nextBytes(content);
        return content;
    }

    private void start(Kept kept) throws IOException {
        database = kept == Kept.IN_POSTGRES ? TestPostgres.newDatabase() : null;
        ServerOptions options = ServerOptions.defaults();
        Server server = Server.start(database == null
                ? options.data(folder.resolve("dust.jsonl"))
                : options.ledger(PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults())));
        opened.add(server);
        relay = new CuttingRelay(server.url());
        opened.add(relay);
    }

    private Dust client() {
        var codecs = new JacksonCodecs();
        var transport = new WebSocketTransport(relay.url(), Token.of("any"), codecs, time, WebSocketOptions.defaults());
        var dust = new Dust(new SqliteCache(folder.resolve("cache.db"), codecs, SqliteOptions.defaults()), transport, codecs,
                DustOptions.defaults().time(time));
        opened.add(dust);
        return dust;
    }

    private static DustStore joined(Dust dust) {
        DustStore store = dust.store(Fleet.STORE);
        get(store.ready());
        return store;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("how long it takes until %s", what).isNegative();
            Thread.sleep(5);
        }
    }

    /** What the server keeps of contents, whole or in part: files, or chunks and arrivals. */
    private List<String> kept() {
        if (database != null) {
            return List.of(count("files") + " files", count("file_chunks") + " chunks", count("file_arrivals") + " arrivals");
        }
        Path files = folder.resolve("dust.jsonl.files");
        try (Stream<Path> all = Files.exists(files) ? Files.list(files) : Stream.empty()) {
            return all.map(file -> file.getFileName() + " " + file.toFile().length()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> wholeAndOnce() {
        int chunk = 256 << 10;
        return database == null
                ? List.of(HASH.substring("sha256:".length()) + " " + CONTENT.length)
                : List.of("1 files", CONTENT.length / chunk + " chunks", "0 arrivals");
    }

    private List<String> nothing() {
        return database == null ? List.of() : List.of("0 files", "0 chunks", "0 arrivals");
    }

    private int count(String table) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from dust_server." + table)) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        time.close();
    }

    @ParameterizedTest
    @EnumSource
    void uploadThatIsCut_isMadeAgain_andNothingIsHalfKept(Kept kept) throws Exception {
        start(kept);
        relay.cutUploadAfter(3 * MIB).cutUploadAfter(5 * MIB);
        DustStore store = joined(client());

        Write write = store.at("f").putFile(CONTENT, FileOptions.defaults());

        get(write.outcome());
        assertThat(relay.cuts()).isEqualTo(2);
        assertThat(relay.uploads()).isEqualTo(3);
        await("nothing else is left", () -> kept().equals(wholeAndOnce()));
        assertThat(store.file("f").orElseThrow().bytes()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource
    void uploadOfAClientThatEnds_isMadeByTheNextOne_onTheSameCache(Kept kept) throws Exception {
        start(kept);
        for (int i = 0; i < 1_000; i++) {
            relay.cutUploadAfter(3 * MIB);
        }
        String opId;
        try (Dust first = client()) {
            DustStore store = joined(first);
            // The write is taken, and its content is on its way when the client ends.
            opId = store.at("f").putFile(CONTENT, FileOptions.defaults()).opId();
            await("the upload is cut", () -> relay.cuts() > 0);
            relay.close();
        }
        await("the server keeps nothing of it", () -> kept().equals(nothing()));
        CuttingRelay dead = relay;
        relay = new CuttingRelay(((Server) opened.getFirst()).url());
        opened.add(relay);

        DustStore store = client().store(Fleet.STORE);

        assertThat(store.pending()).as("what waits from before").extracting(pending -> pending.opId()).containsExactly(opId);
        assertThat(store.file("f").orElseThrow().ref().hash()).isEqualTo(HASH);
        await("it has gone up", () -> store.pending().isEmpty());
        assertThat(dead.uploads()).isPositive();
        assertThat(relay.uploads()).isEqualTo(1);
        await("nothing else is left", () -> kept().equals(wholeAndOnce()));
        assertThat(store.file("f").orElseThrow().bytes()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource
    void downloadThatIsCut_goesOnWhereItWas(Kept kept) throws Exception {
        start(kept);
        DustStore store = joined(client());
        get(store.at("f").putFile(CONTENT, FileOptions.defaults()).outcome());
        relay.cutDownloadAfter(3 * MIB).cutDownloadAfter(4 * MIB);

        Path copy = folder.resolve("copy");
        store.file("f").orElseThrow().saveTo(copy);

        assertThat(copy).hasBinaryContent(CONTENT);
        assertThat(relay.downloads()).isEqualTo(3);
        // What was on its way to the client when it was cut may have come in vain, and no more.
        assertThat(relay.brought()).isBetween((long) CONTENT.length, CONTENT.length + (long) MIB);
    }
}
