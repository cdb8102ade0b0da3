package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static dev.dust.server.postgres.Pushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the database refuses of one push is no matter of the others that are written with it. */
@Tag("postgres")
class RefusedPushTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    /** Increments {@code key}, by an op whose name no text of PostgreSQL can have. */
    private static Push poisoned(@Nullable OpId id, String key) {
        return push(id, store -> {
            long seq = store.seq() + 1;
            var event = new Event(seq, "no\0text", List.of(key), key, Value.NULL, id == null ? null : id.deviceId(),
                    id == null ? null : id.clientOpId());
            return Pushes.committed(List.of(new LedgerOp(event,
                    Pushes.written(seq, key, Pushes.number(store.rows().get(key)) + 1))));
        });
    }

    @Test
    void theOthersAreWritten_asIfItHadNotBeenThere() {
        try (PostgresLedger ledger = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults())) {
            StoreLedger store = ledger.make("org/store");
            var id = new OpId("dev_a", "op_1");
            List<Outcome> outcomes = store.write(List.of(increment("n"), poisoned(id, "n"), increment(id, "n"),
                    poisoned(null, "m"), increment("n")));
            assertThat(outcomes).extracting(outcome -> outcome instanceof Outcome.Judged)
                    .containsExactly(true, false, true, false, true);
            assertThatThrownBy(() -> outcomes.get(1).orThrow()).isInstanceOf(LedgerException.Refused.class)
                    .hasMessageContaining("refuses");
            assertThat(store.after(0, 10).events()).extracting(Event::storeSeq).containsExactly(1L, 2L, 3L);
            assertThat(Pushes.number(store.row("n"))).isEqualTo(3);
            assertThat(store.row("m")).isNull();
            assertThat(store.head().rows()).isEqualTo(1);
            Outcome alone = store.write(List.of(poisoned(null, "n"))).getFirst();
            assertThatThrownBy(alone::orThrow).isInstanceOf(LedgerException.Refused.class);
            assertThat(store.head().seq()).isEqualTo(3);
        }
    }

    /** Who decides it may depend on what becomes of those before it. */
    @Test
    void pushThatIsNotWritten_hearsOfIt_beforeTheNextOneIsDecided() {
        var told = new ArrayList<String>();
        Push poisoned = poisoned(null, "n");
        Push watched = new Push() {
            @Override
            public Verdict judge(StoreView of) {
                told.add("judged");
                return poisoned.judge(of);
            }

            @Override
            public void notWritten() {
                told.add("not written");
            }
        };
        Push next = Pushes.push(null, of -> {
            told.add("next");
            return Pushes.committed(List.of());
        });
        try (PostgresLedger ledger = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults())) {
            ledger.make("org/store").write(List.of(watched, next));
        }
        // At first they are decided as a batch.
        assertThat(told).containsExactly("judged", "next", "judged", "not written", "next");
    }
}
