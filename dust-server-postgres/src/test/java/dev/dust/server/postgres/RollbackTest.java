package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.StoreRules;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rollback asks of the database, while everybody else waits for the store. */
@Tag("postgres")
class RollbackTest {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final CountingConnections connections = new CountingConnections(database);
    private final PostgresLedger ledger = PostgresLedger.open(connections, PostgresLedgerOptions.defaults());
    private final StoreLedger store = ledger.make("org/store");
    private final StoreRules rules = new StoreRules("org/store", new Blobs(), StoreRules.UNLIMITED, Dialect.OWN);

    @AfterEach
    void close() {
        ledger.close();
    }

    private MapValue push(PushKind kind, Map<String, ?> payload) {
        Outcome outcome = store.write(List.of(rules.push(kind, MapValue.envelope(payload.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, field -> Value.from(field.getValue())))), "dev_a"))).getFirst();
        return outcome.orThrow().response();
    }

    private void set(String path, Object value) {
        push(PushKind.WRITE, Map.of("op", "set", "path", path, "value", value));
    }

    private void setRows(String path, int count, Object value) {
        set(path, IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> value)));
    }

    @Test
    void historyIsReadOnce_howeverManyRowsComeBack() {
        setRows("a", 300, 1);
        set("b", 1);
        setRows("a", 300, 2);
        set("c", 1);
        int before = connections.asked().size();
        assertThat(push(PushKind.ROLLBACK, Map.of("to_seq", 2))).isEqualTo(MapValue.of(Map.of("ops_written", Value.of(301))));
        List<String> asked = connections.asked().stream().skip(before).toList();
        assertThat(asked).filteredOn(sql -> sql.startsWith("select") && sql.contains("replaced_rows"))
                .as("reads of the history").hasSizeBetween(1, 3);
        assertThat(asked).as("one look below each row, and little besides").hasSizeLessThan(301 + 40);
        assertThat(store.head().rows()).isEqualTo(301);
        assertThat(store.row("a/k7").value()).isEqualTo(Value.of(1));
    }

    @Test
    void moreThanMayComeBackAtOnce_isRefused_andPathByPathItIsDone() {
        setRows("a", 6_000, 1);
        setRows("b", 4_001, 1);
        push(PushKind.WRITE, Map.of("op", "delete", "path", "a"));
        push(PushKind.WRITE, Map.of("op", "delete", "path", "b"));
        assertThat(push(PushKind.ROLLBACK, Map.of("to_seq", 2)).get("dimension")).isEqualTo(Value.of("rollback_rows"));
        assertThat(store.head().rows()).isZero();
        push(PushKind.ROLLBACK, Map.of("path", "b", "to_seq", 2));
        push(PushKind.ROLLBACK, Map.of("to_seq", 2));
        assertThat(store.head().rows()).isEqualTo(10_001);
    }
}
