package dev.dust.server.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.ledger.Wants;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the ledger in memory does beside the law, which the testkit's contract proves. */
class MemoryStoreTest {
    private final List<String> journal = new ArrayList<>();
    private boolean diskIsFull;
    private long now = 1_000;
    private final MemoryLedger ledger = new MemoryLedger(() -> now, (event, rows) -> Put.written(event));
    private final MemoryStore store = ledger.make("o/s");

    MemoryStoreTest() {
        ledger.writeTo(new Lines());
    }

    private final class Lines implements Journal {
        @Override
        public void committed(String name, List<Event> events) {
            add(name + " " + events.stream().map(event -> event.storeSeq() + event.path()).toList());
        }

        @Override
        public void compacted(String name, long seq) {
            add(name + " compacted " + seq);
        }

        @Override
        public void archived(String name) {
            add(name + " archived");
        }

        private void add(String line) {
            if (diskIsFull) {
                throw new UncheckedIOException(new IOException("disk full"));
            }
            journal.add(line);
        }

        @Override
        public void close() {
            journal.add("closed");
        }
    }

    private static Push put(String key, int value) {
        return new Put(null, key, Value.of(value));
    }

    @Test
    void batch_isOneEntryOfTheJournal_andNoneIfItChangesNothing() {
        store.write(List.of(put("a", 1), put("b", 2)));
        store.write(List.of());
        store.compact(1);
        store.archive();
        assertThat(journal).containsExactly("o/s [1a, 2b]", "o/s compacted 1", "o/s archived");
    }

    @Test
    void whatCannotBeWrittenDown_hasNotHappened() {
        var told = new ArrayList<Long>();
        store.write(List.of(put("a", 1)));
        store.follow(follower(told));
        diskIsFull = true;
        var id = new OpId("d", "o");
        assertThatThrownBy(() -> store.write(List.of(put("a", 2), new Put(id, "b", Value.of(3)))))
                .isInstanceOf(LedgerException.Unavailable.class).hasMessageContaining("disk full");
        assertThatThrownBy(() -> store.compact(1)).isInstanceOf(LedgerException.Unavailable.class);
        assertThatThrownBy(store::archive).isInstanceOf(LedgerException.Unavailable.class);
        assertThat(store.head()).isEqualTo(new Head(1, 0, 1, false));
        assertThat(store.row("a")).isEqualTo(new StoredRow(Value.of(1), "integer", 1));
        diskIsFull = false;
        assertThat(store.write(List.of(new Put(id, "b", Value.of(3)))).getFirst().orThrow().ops()).as("it is not known yet")
                .hasSize(1);
        assertThat(told).containsExactly(2L);
    }

    private static StoreLedger.Follower follower(List<Long> told) {
        return new StoreLedger.Follower() {
            @Override
            public void reached(long seq) {
                told.add(seq);
            }

            @Override
            public void archived() {
                told.add(-1L);
            }
        };
    }

    @Test
    void follower_isToldUntilItEndsThat() {
        var told = new ArrayList<Long>();
        StoreLedger.Following following = store.follow(follower(told));
        store.write(List.of(put("a", 1), put("b", 2)));
        store.write(List.of());
        store.archive();
        following.end();
        store.write(List.of(put("a", 1)));
        assertThat(told).containsExactly(2L, -1L);
    }

    @Test
    void clockThatGoesBack_isNotFollowed() {
        var seen = new ArrayList<Long>();
        Push looking = view -> {
            seen.add(view.nowMillis());
            return Verdict.refused(MapValue.EMPTY);
        };
        store.write(List.of(looking));
        now = 900;
        store.write(List.of(looking));
        now = 1_100;
        store.write(List.of(looking));
        assertThat(seen).containsExactly(1_000L, 1_000L, 1_100L);
    }

    @Test
    void opThatIsBroughtBack_isNotWrittenDown_andIsTheNextOne() {
        var first = new Event(1, "set", List.of("a"), "a", Value.of(1), "d", "o");
        store.restore(first);
        assertThatThrownBy(() -> store.restore(first)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("op 1 cannot follow op 1");
        assertThat(journal).isEmpty();
        assertThat(store.last(5)).containsExactly(first);
        assertThat(store.write(List.of(new Put(new OpId("d", "o"), "a", Value.of(1)))).getFirst().orThrow().ops()).isEmpty();
        try (Snapshot before = store.snapshotAt(0); Snapshot after = store.snapshotAt(1)) {
            assertThat(before.toMap()).isEmpty();
            assertThat(after.toMap()).containsOnlyKeys("a");
        }
    }

    @Test
    void pushThatIsTooDeep_failsAlone() {
        Push endless = view -> {
            throw new StackOverflowError();
        };
        List<Outcome> outcomes = store.write(List.of(endless, put("a", 1)));
        assertThatThrownBy(() -> outcomes.getFirst().orThrow()).isInstanceOf(IllegalStateException.class);
        assertThat(store.head().seq()).isEqualTo(1);
    }

    @Test
    void pushWithoutAnId_isNeverTold_thatItCameAgain() {
        Push nameless = view -> Verdict.unchanged(MapValue.EMPTY);
        assertThat(nameless.opId()).isNull();
        assertThat(nameless.wants()).isSameAs(Wants.NOTHING);
        assertThatThrownBy(() -> nameless.again(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closing_closesTheJournal() {
        ledger.close();
        assertThat(journal).containsExactly("closed");
    }
}
