package dev.dust.adapter.sqlite;

import static dev.dust.adapter.sqlite.Caches.STORE;
import static dev.dust.adapter.sqlite.Caches.add;
import static dev.dust.adapter.sqlite.Caches.entry;
import static dev.dust.adapter.sqlite.Caches.put;
import static dev.dust.adapter.sqlite.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.Order;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.cache.UnreadableRowException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SQLite takes whatever bytes there are for JSON, and whoever writes into the tables may put them there. */
class UnreadableTest {
    @TempDir
    private Path directory;
    private SqliteCache cache;
    private StoreCache store;

    @BeforeEach
    void open() {
        cache = Caches.open(directory.resolve("cache"));
        store = cache.open(STORE, "dev");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(Arguments.of("nonsense", "nonsense"), Arguments.of("deep", "[".repeat(1_200) + "]".repeat(1_200)),
                Arguments.of("digits", "1" + "0".repeat(100_100)), Arguments.of("surrogate", "\"\\ud800\""),
                Arguments.of("surrogate in a key", "{\"\\udc00\": 1}"));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void rowIsTold_toWhoeverComesToIt_andTheOthersAreRead(String what, String json) throws SQLException {
        store.commit(put(0, 1, "a", "b", "c"));
        execute("update entries set value = cast(? as blob) where path = 'b'", json);
        assertThat(store.find("a").row()).isEqualTo(row("a", 1));
        assertUnreadable(() -> store.find("b"));
        try (CacheSnapshot now = store.snapshot()) {
            assertUnreadable(() -> now.get("b"));
            assertUnreadable(() -> now.getAll(List.of("a", "b")));
            assertThat(now.getAll(List.of("a", "c"))).containsOnlyKeys("a", "c");
            for (Scan scan : List.of(Scan.ALL, Scan.ALL.order(Order.DESCENDING))) {
                List<Row> rows = new ArrayList<>();
                try (RowCursor cursor = now.scan(scan)) {
                    rows.add(cursor.next());
                    assertUnreadable(cursor::next);
                    rows.add(cursor.next());
                    assertThat(cursor.next()).isNull();
                }
                assertThat(rows).containsExactlyInAnyOrder(row("a", 1), row("c", 1));
            }
        }
        store.commit(put(1, 2, "b"));
        assertThat(store.find("b").row()).as("after it was written anew").isEqualTo(row("b", 2));
    }

    private static void assertUnreadable(Runnable read) {
        assertThatThrownBy(read::run).isInstanceOfSatisfying(UnreadableRowException.class,
                unreadable -> assertThat(unreadable.key()).isEqualTo("b")).hasMessageContaining("\"b\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void outboxEntrySaysSo_andCanBeHandledLikeAllOthers(String what, String json) throws SQLException {
        store.commit(Commit.ofOutbox(List.of(new OutboxChange.Add(entry("op_1", 1)), new OutboxChange.Add(entry("op_2", 2)),
                new OutboxChange.Add(entry("op_3", 3)))));
        execute("update outbox set op = cast(? as blob) where op_id = 'op_2'", json);
        store.commit(Commit.ofOutbox(List.of(new OutboxChange.Acked("op_2", 7))));
        List<OutboxEntry> outbox = store.outbox();
        assertThat(outbox).hasSize(3).contains(entry("op_1", 1), entry("op_3", 3));
        OutboxEntry unreadable = outbox.get(1);
        assertThat(unreadable).isEqualTo(OutboxEntry.unreadable("op_2", 2, 0, 7, unreadable.unreadable()));
        assertThat(unreadable.unreadable()).isNotBlank();
        store.commit(add("op_2", 2));
        assertThat(store.outbox().get(1)).as("after it was written over").isEqualTo(entry("op_2", 2).acked(7));
        execute("update outbox set op = cast(? as blob) where op_id = 'op_2'", json);
        store.commit(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_2"))));
        assertThat(store.outbox()).containsExactly(entry("op_1", 1), entry("op_3", 3));
    }

    private void execute(String sql, String json) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("cache"));
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, json);
            assertThat(update.executeUpdate()).isOne();
        }
    }
}
