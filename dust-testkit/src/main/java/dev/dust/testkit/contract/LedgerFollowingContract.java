package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoreLedger;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Law 9: whoever follows a store is told how far it is. */
public interface LedgerFollowingContract extends LedgerUnderTest {

    /** The last number is told, in the end, and never a lesser one after a greater; that of nothing else. */
    @Test
    default void follower_isToldHowFarTheStoreIs() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("before", 1);
            var heard = new Heard();
            var other = new Heard();
            StoreLedger.Following following = it.store().follow(heard);
            StoreLedger.Following elsewhere = it.ledger().make("org/other").follow(other);
            for (int i = 0; i < 20; i++) {
                it.write(put("a", i), refused("no"), put("b", i));
                long seq = it.seq();
                assertThat(i % 5 != 4 || Waiting.until(() -> heard.hasReached(seq), patience()))
                        .as("law 9: whether %d is told; told was %s", seq, heard.seqs).isTrue();
            }
            following.end();
            elsewhere.end();
            assertThat(heard.seqs).as("law 9: numbers that are told").isSorted().doesNotHaveDuplicates().endsWith(41L)
                    .allMatch(seq -> seq > 1);
            assertThat(heard.archived).as("whether the store is archived").isFalse();
            assertThat(other.seqs).as("law 9: what is told of another store").isEmpty();
        }
    }

    /** Everybody who follows is told. */
    @Test
    default void everyFollower_isTold() {
        try (var it = ContractLedger.open(this)) {
            var heard = new Heard();
            List<Heard> all = List.of(heard, new Heard(), new Heard());
            List<StoreLedger.Following> followings = all.stream().map(it.store()::follow).toList();
            it.putAll("a", 1);
            for (Heard each : all) {
                assertThat(Waiting.until(() -> each.hasReached(1), patience())).as("law 9: whether each is told").isTrue();
            }
            followings.forEach(StoreLedger.Following::end);
        }
    }

    /** Who ends it is told nothing more, and the others are. */
    @Test
    default void endedFollowing_isOver() {
        try (var it = ContractLedger.open(this)) {
            var ended = new Heard();
            var other = new Heard();
            StoreLedger.Following following = it.store().follow(ended);
            StoreLedger.Following goesOn = it.store().follow(other);
            it.putAll("a", 1);
            assertThat(Waiting.until(() -> ended.hasReached(1), patience())).as("law 9: whether 1 is told").isTrue();
            following.end();
            following.end();
            IntStream.range(0, 5).forEach(i -> it.putAll("a", i));
            assertThat(Waiting.until(() -> other.hasReached(6), patience())).as("law 9: whether others are told").isTrue();
            assertThat(ended.seqs).as("law 9: what is told after the end").containsExactly(1L);
            goesOn.end();
        }
    }

    /** So with the end of the store. */
    @Test
    default void follower_isToldThatTheStoreIsArchived() {
        try (var it = ContractLedger.open(this)) {
            var heard = new Heard();
            StoreLedger.Following following = it.store().follow(heard);
            it.store().archive();
            assertThat(Waiting.until(() -> heard.archived, patience())).as("law 9: whether the archive is told").isTrue();
            following.end();
        }
    }
}
