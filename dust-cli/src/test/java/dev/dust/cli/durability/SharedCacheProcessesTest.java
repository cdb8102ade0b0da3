package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerStore;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;

/** Several processes on one cache (docs/architecture.md#durable-cache). A build by hand tries one of both, any. */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@MethodSource("kinds")
class SharedCacheProcessesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String place;
    private final DustServer server = DustServer.start();
    private final ServerStore store = server.store(Clients.STORE);
    private final ServerHistory history = new ServerHistory(server);

    static List<String> kinds() {
        List<String> kinds = List.of("PostgreSQL", "SQLite");
        return Boolean.getBoolean("dust.test.thorough")
                ? kinds
                : List.of(kinds.get(ThreadLocalRandom.current().nextInt(kinds.size())));
    }

    SharedCacheProcessesTest(String kind, @TempDir Path directory) {
        place = kind.equals("SQLite") ? directory.resolve("cache.db").toString() : TestPostgres.newDatabase().url();
    }

    @AfterEach
    void close() {
        history.close();
        server.close();
    }

    private ChildProcess start(String name) {
        var process = new ChildProcess(place, server, name, name.hashCode());
        process.tell("join");
        process.expect("joined");
        return process;
    }

    /**
     * Each reads its own writes exactly, hears every event once, and has its own written once, whoever is the first to apply
     * them.
     */
    @Test
    void busyProcesses_shareRows_eachWithAnOutboxOfItsOwn() {
        int rounds = 8;
        int each = 15;
        try (var a = start("a"); var b = start("b"); var c = start("c")) {
            Map<ChildProcess, List<String>> written = new LinkedHashMap<>();
            for (ChildProcess process : List.of(a, b, c)) {
                written.put(process, new ArrayList<>());
                process.tell("listen");
                process.expect("listening");
            }
            assertThat(written.keySet()).extracting(ChildProcess::deviceId).doesNotHaveDuplicates();
            for (int round = 0; round < rounds; round++) {
                for (ChildProcess process : written.keySet()) {
                    process.tell("count own/" + process.deviceId() + " " + each);
                    process.tell("write " + each);
                }
            }
            written.forEach((process, ids) -> {
                for (int round = 0; round < rounds; round++) {
                    ids.addAll(counted(process, round * each + 1, each));
                    ids.addAll(process.expect("wrote", each));
                }
            });
            long last = 2L * 3 * rounds * each;
            settle(last, a, b, c);
            assertThat(store.seq()).isEqualTo(last);
            written.forEach((process, ids) -> {
                process.tell("heard " + last);
                assertThat(process.expect("heard")).as("what a subscription heard").isEqualTo("1 to " + last + ", " + last);
                assertThat(committedBy(process)).as("writes of %s, in order", process.deviceId()).isEqualTo(ids);
            });
            checkRows();
        }
    }

    /** The ids of increments, after each of which the counter read one more, beginning with {@code first}. */
    private static List<String> counted(ChildProcess process, int first, int count) {
        var ids = new ArrayList<String>();
        for (int i = first; i < first + count; i++) {
            ids.add(process.expect("wrote"));
            assertThat(process.expect("read")).as("the counter after an increment of %s", process.deviceId())
                    .isEqualTo(Integer.toString(i));
        }
        return ids;
    }

    private static void settle(long seq, ChildProcess... processes) {
        for (ChildProcess process : processes) {
            process.tell("settle " + seq);
        }
        for (ChildProcess process : processes) {
            process.expect("settled");
        }
    }

    private List<String> committedBy(ChildProcess process) {
        return history.events().stream().filter(event -> process.deviceId().equals(event.deviceId()))
                .map(DustEvent.Committed::opId)
                .toList();
    }

    /** The rows of the cache are those of the server. */
    private void checkRows() {
        var cached = new TreeMap<String, Value>();
        try (var cache = Clients.cache(place)) {
            StoreCache rows = cache.open(Clients.STORE, "dev_checker");
            try (CacheSnapshot now = rows.snapshot(); RowCursor cursor = now.scan(Scan.ALL)) {
                assertThat(now.appliedSeq()).isEqualTo(store.seq());
                for (Row row = cursor.next(); row != null; row = cursor.next()) {
                    cached.put(row.key(), row.value());
                }
            }
        }
        var expected = new TreeMap<String, Value>();
        store.rows().forEach((path, row) -> expected.put(path, row.value()));
        assertThat(cached).isEqualTo(expected);
    }

    /** Halts it where it does not lock a file: nobody else could write that, however long it is halted. */
    private void halt(ChildProcess process) throws Exception {
        process.signal("STOP");
        while (isLockedFile()) {
            process.signal("CONT");
            process.run(1);
            process.signal("STOP");
        }
    }

    private boolean isLockedFile() throws SQLException {
        if (place.startsWith("jdbc:")) {
            return false;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + place);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return false;
        } catch (SQLException e) {
            if (e.getErrorCode() != SQLiteErrorCode.SQLITE_BUSY.code) {
                throw e;
            }
            return true;
        }
    }

    /** Its answers and echoes were lost, and another process applied the events: they never come again. */
    @Test
    void writesWhoseEventsAnotherProcessApplied_areNotSentAgainAfterARestart() throws Exception {
        try (var a = start("a"); var b = start("b")) {
            server.faults().of(b.deviceId()).delay(Duration.ofMinutes(10));
            b.tell("count counter 20");
            List<String> ids = counted(b, 1, 20);
            settle(20, a);
            b.tell("read counter");
            assertThat(b.expect("read")).as("the counter, which others have, under increments without an answer")
                    .isEqualTo("20");
            b.kill();
            server.faults().heal();
            try (var again = start("b")) {
                assertThat(again.deviceId()).isEqualTo(b.deviceId());
                again.tell("count counter 1");
                ids.addAll(counted(again, 21, 1));
                settle(21, a, again);
                assertThat(committedBy(again)).isEqualTo(ids);
                checkRows();
            }
        }
    }

    /** Halted in the middle of writing, cut off, and behind the history that the server still has. */
    @Test
    void processThatWasAwayForLong_bringsNothingBack_andSendsNothingTwice() throws Exception {
        try (var a = start("a"); var b = start("b")) {
            for (int i = 0; i < 50; i++) {
                store.set("doomed/" + i, i);
            }
            settle(50, a, b);
            b.tell("count counter 40");
            b.run(20);
            halt(b);
            long sent = store.seq();
            server.faults().of(b.deviceId()).dropConnections();
            settle(sent, a);
            a.tell("delete doomed");
            a.expect("wrote");
            a.tell("write 50");
            a.expect("wrote", 50);
            settle(sent + 51, a);
            store.compact();
            b.signal("CONT");

            List<String> ids = counted(b, 1, 40);
            long last = 50 + 40 + 51;
            settle(last, a, b);
            assertThat(store.seq()).isEqualTo(last);
            assertThat(store.get("counter")).isEqualTo(Value.of(40));
            assertThat(committedBy(b)).isEqualTo(ids);
            for (ChildProcess process : List.of(a, b)) {
                process.tell("read doomed");
                assertThat(process.expect("read")).isEqualTo("null");
            }
            checkRows();
        }
    }

    /** A process that starts late finds the outbox of one that died long ago. */
    @Test
    void oldOutbox_isSentOnce_byWhoeverFindsIt() throws Exception {
        try (var a = start("a")) {
            List<String> ids;
            String device;
            try (var b = start("b")) {
                device = b.deviceId();
                server.faults().of(device).refuseConnects(true);
                server.faults().of(device).dropConnections();
                b.tell("count counter 10");
                ids = counted(b, 1, 10);
                b.kill();
            }
            a.tell("count counter 5");
            counted(a, 1, 5);
            a.tell("write 20");
            a.expect("wrote", 20);
            settle(25, a);
            store.compact();
            server.faults().heal();
            try (var late = start("late")) {
                assertThat(late.deviceId()).isEqualTo(device);
                settle(35, a, late);
                assertThat(store.get("counter")).isEqualTo(Value.of(15));
                assertThat(committedBy(late)).isEqualTo(ids);
                checkRows();
            }
        }
    }
}
