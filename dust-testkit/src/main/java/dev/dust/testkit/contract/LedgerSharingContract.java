package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.committed;
import static dev.dust.testkit.contract.ContractLedger.plainValues;
import static dev.dust.testkit.contract.ContractLedger.push;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.IntValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A ledger that several servers have is one ledger; one that is durable survives them. */
public interface LedgerSharingContract extends LedgerUnderTest {

    /** What one server has written and was answered, every other reads. */
    @Test
    default void otherServers_readWhatWasAnswered() {
        try (var it = ContractLedger.open(this)) {
            another(it.ledger()).ifPresent(other -> {
                try (other) {
                    it.putAll("a", 1);
                    StoreLedger there = Objects.requireNonNull(other.find(ContractLedger.STORE),
                            "the store, at another server");
                    for (int i = 2; i < 30; i++) {
                        it.putAll("a", i);
                        assertThat(there.head()).as("law 2: head at another server").isEqualTo(new Head(i, 0, 1, false));
                        assertThat(there.row("a")).as("law 2: a row at another server").isEqualTo(it.store().row("a"));
                    }
                    there.write(List.of(put("b", 1)));
                    assertThat(plainValues(it.rows())).as("law 2: rows written at another server")
                            .isEqualTo(Map.of("a", 29L, "b", 1L));
                    assertThat(other.make("org/made").head()).isEqualTo(new Head(0, 0, 0, false));
                    assertThat(it.ledger().stores()).as("stores").containsExactly(ContractLedger.STORE, "org/made");
                }
            });
        }
    }

    /** Law 3 and 1 hold over all servers. */
    @Test
    default void writesOfSeveralServers_areOneAfterTheOther() {
        try (var it = ContractLedger.open(this)) {
            another(it.ledger()).ifPresent(other -> {
                try (other) {
                    Push increment = push(store -> {
                        StoredRow row = store.rows().get("n");
                        long before = row == null ? 0 : ((IntValue) row.value()).longValue();
                        return committed(List.of(put(store.seq() + 1, "n", before + 1, null)));
                    });
                    List<Future<Integer>> writers = Stream.of(it.ledger(), other, it.ledger(), other)
                            .map(ledger -> Background.start(() -> {
                                StoreLedger store = ledger.make(ContractLedger.STORE);
                                for (int i = 0; i < 20; i++) {
                                    store.write(List.of(increment, increment));
                                }
                                return 20;
                            })).toList();
                    writers.forEach(writer -> Background.get(writer, patience(), "one of several writers"));
                    assertThat(plainValues(it.rows())).as("law 3: a sum to which all have added").isEqualTo(Map.of("n", 160L));
                    assertThat(it.store().after(0, 1_000).events()).extracting(Event::storeSeq).as("law 1: numbers")
                            .containsExactlyElementsOf(LongStream.rangeClosed(1, 160).boxed().toList());
                }
            });
        }
    }

    /** Law 4 holds whichever server it comes to. */
    @Test
    default void pushThatComesAgainElsewhere_isToldItsOps() {
        try (var it = ContractLedger.open(this)) {
            another(it.ledger()).ifPresent(other -> {
                try (other) {
                    var id = new OpId("dev_a", "op_1");
                    it.writeOne(put(id, "a", 1));
                    assertThat(other.make(ContractLedger.STORE).write(List.of(put(id, "a", 1))).getFirst().orThrow().response())
                            .as("law 4: the push, at another server").isEqualTo(response("again", List.of("1 a")));
                }
            });
        }
    }

    /** Law 9 holds whichever server writes. */
    @Test
    default void follower_isToldOfOtherServersWrites() {
        try (var it = ContractLedger.open(this)) {
            another(it.ledger()).ifPresent(other -> {
                var heard = new Heard();
                try (other) {
                    StoreLedger.Following following = it.store().follow(heard);
                    StoreLedger there = other.make(ContractLedger.STORE);
                    for (int i = 1; i <= 10; i++) {
                        there.write(List.of(put("a", i)));
                        it.putAll("b", i);
                    }
                    there.write(List.of(put("a", 0)));
                    assertThat(Waiting.until(() -> heard.hasReached(21), patience()))
                            .as("law 9: whether 21 is told; told was %s", heard.seqs).isTrue();
                    assertThat(heard.seqs).as("law 9: numbers that are told").isSorted().doesNotHaveDuplicates();
                    there.archive();
                    assertThat(Waiting.until(() -> heard.archived, patience())).as("law 9: whether the archive is told")
                            .isTrue();
                    following.end();
                }
            });
        }
    }

    /** What a durable ledger has answered, it has after a restart. */
    @Test
    default void durableLedger_keepsEverything() {
        Ledger first = openLedger();
        var id = new OpId("dev_a", "op_3");
        try (first) {
            var it = new ContractLedger(first, first.make(ContractLedger.STORE));
            it.putAll("a", 1, "b", 2);
            it.store().compact(1);
            it.write(put(id, "a", 3), put("c", 4));
            first.make("org/archived").archive();
        }
        reopen(first).ifPresent(again -> {
            try (again) {
                assertThat(again.stores()).as("stores after a restart").containsExactly("org/archived", ContractLedger.STORE);
                var it = new ContractLedger(again, again.make(ContractLedger.STORE));
                assertThat(it.store().head()).as("head after a restart").isEqualTo(new Head(4, 1, 3, false));
                assertThat(plainValues(it.rows())).as("rows after a restart").isEqualTo(Map.of("a", 3L, "b", 2L, "c", 4L));
                assertThat(it.historyAfter(0)).as("ops after a restart").containsExactly("2 b", "3 a", "4 c");
                assertThat(plainValues(ContractLedger.rows(it.store().snapshotAt(2)))).as("old rows after a restart")
                        .isEqualTo(Map.of("a", 1L, "b", 2L));
                assertThat(it.writeOne(put(id, "a", 3)).response()).as("a push that comes again after a restart")
                        .isEqualTo(response("again", List.of("3 a")));
                assertThat(again.make("org/archived").head().archived()).as("whether a store is archived").isTrue();
            }
        });
    }
}
