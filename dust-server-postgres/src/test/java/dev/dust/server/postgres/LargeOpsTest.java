package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ops that are large come in pieces that memory has room for, whatever number of them is asked for. */
@Tag("postgres")
class LargeOpsTest {
    private static final int OPS = 24;
    private static final int BYTES = 300_000;
    private static final int FITTING = 8;

    @Test
    void historyOfLargeOps_isReadAFewAtOnce_andWhole() {
        try (var ledger = PostgresLedger.open(TestPostgres.newDatabase().dataSource(), PostgresLedgerOptions.defaults())) {
            StoreLedger store = ledger.make("org/store");
            var random = new Random(7);
            List<Value> values = IntStream.range(0, OPS).mapToObj(i -> large(random)).toList();
            values.forEach(value -> store.write(List.of(put(value))));

            var read = new ArrayList<Event>();
            while (read.size() < OPS) {
                History piece = store.after(read.size(), 1_000);
                assertThat(piece.events()).hasSizeBetween(1, FITTING);
                read.addAll(piece.events());
            }
            assertThat(read).extracting(Event::value).isEqualTo(values);
        }
    }

    /** That does not become smaller where it is kept. */
    private static Value large(Random random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Value.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static Push put(Value value) {
        return Pushes.push(null, store -> {
            long seq = store.seq() + 1;
            var event = new Event(seq, "set", List.of("a"), "a", value, null, null);
            return committed(List.of(new LedgerOp(event, new RowChanges(List.of(), List.of(), Map.of()))));
        });
    }
}
