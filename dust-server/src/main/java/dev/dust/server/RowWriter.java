package dev.dust.server;

import dev.dust.server.file.NoContentStore;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into a store of a ledger without a server, by the rules that every client's writes obey. Servers that have the
 * ledger tell their members of them. Safe for every thread.
 */
public final class RowWriter {
    private final StoreLedger store;
    private final StoreRules rules;

    /** Into that store. */
    public RowWriter(StoreLedger store) {
        this.store = Objects.requireNonNull(store, "store");
        this.rules = new StoreRules(store.name(), new Blobs(new NoContentStore()), StoreRules.UNLIMITED, Dialect.PROTOCOL);
    }

    /**
     * A row to be written.
     *
     * @param path  as clients write it
     * @param value what is to be there
     */
    public record Row(String path, Value value) {
    }

    /**
     * Sets rows, in their order and in one step. One that is refused leaves the others as they are.
     *
     * @return for each the reason why it was refused, or null
     * @throws LedgerException if the ledger cannot take them now; see {@link StoreLedger#write}
     */
    public List<@Nullable String> write(List<Row> rows) {
        List<Push> pushes = rows.stream().map(row -> rules.push(PushKind.WRITE, MapValue.envelope(
                Map.of("op", Value.of("set"), "path", Value.of(row.path()), "value", row.value())), null)).toList();
        List<@Nullable String> reasons = new ArrayList<>(rows.size());
        for (Outcome outcome : store.write(pushes)) {
            reasons.add(reason(outcome));
        }
        return reasons;
    }

    private static @Nullable String reason(Outcome outcome) {
        try {
            PushResult result = PushResult.of(outcome.orThrow());
            return result.ok() ? null : result.reason();
        } catch (LedgerException refused) {
            return refused.getMessage();
        }
    }
}
