package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.memory.MemoryStore;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which contents a store names, of now or of its history: others are removed. */
class NamedFilesTest {
    private final MemoryStore store = new MemoryLedger(() -> 0, Dialect.OWN::changesOf).make("o/s");
    private boolean moved;

    private void put(String hash) {
        FileRef file = FileRef.of(hash, 1, null, null, null);
        Push push = view -> {
            var event = new Event(view.seq() + 1, "put_file", List.of("k"), "k", file, null, null);
            var changes = new RowChanges(List.of(), List.of(), Map.of("k", new StoredRow(file, file.type(), event.storeSeq())));
            return new Verdict(true, MapValue.EMPTY, List.of(new LedgerOp(event, changes)), true);
        };
        store.write(List.of(push)).getFirst().orThrow();
    }

    /** A ledger whose compaction point moves to 2 before that is called for the first time. */
    private Ledger movingBefore(String call) {
        var moving = (StoreLedger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{StoreLedger.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(call) && !moved) {
                        moved = true;
                        store.compact(2);
                    }
                    return invoke(store, method, arguments);
                });
        var ledger = new MemoryLedger(() -> 0, Dialect.OWN::changesOf);
        return (Ledger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Ledger.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "stores" -> Set.of("o/s");
                    case "find" -> moving;
                    default -> invoke(ledger, method, arguments);
                });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snapshotAt", "after"})
    void rowsAtTheCompactionPoint_areAmongThem_alsoWhereItMovesMeanwhile(String before) {
        put("sha256:a");
        put("sha256:b");
        put("sha256:c");
        store.compact(1);
        assertThat(NamedFiles.of(movingBefore(before))).contains("sha256:b", "sha256:c");
        assertThat(moved).isEqualTo(!before.equals("none"));
    }
}
