package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.by;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law 9: who has taken over is alone. */
public interface LedgerTakeoverContract extends LedgerUnderTest {

    private static MembershipId join(StoreLedger store, String deviceId, boolean takesOver) {
        return new MembershipId(deviceId, store.join(deviceId, takesOver));
    }

    private static void assertTakenOver(Verdict verdict, String what) {
        assertThat(verdict.response()).as("law 9: the answer to %s", what).isEqualTo(response("reason", "taken over"));
        assertThat(verdict.ok()).as("law 9: whether %s is accepted", what).isFalse();
    }

    private static void assertWritten(Verdict verdict, String what) {
        assertThat(verdict.ok()).as("law 9: whether %s is accepted", what).isTrue();
    }

    /** What comes late of a membership before is not decided, alone or beside others, new or sent before. */
    @Test
    default void pushOfAMembershipThatWasTakenOver_isNotDecided() {
        try (var it = ContractLedger.open(this)) {
            MembershipId first = join(it.store(), "dev_a", true);
            assertWritten(it.writeOne(by(first, put("a", 1))), "a push before the takeover");
            MembershipId second = join(it.store(), "dev_a", true);
            assertThat(second.number()).as("law 9: the number of the later membership").isGreaterThan(first.number());
            var outcomes = it.write(by(second, put("b", 2)), by(first, put("c", 3)), by(second, put("d", 4)),
                    by(first, put(new OpId("dev_a", "op_1"), "e", 5)));
            assertWritten(outcomes.get(0).orThrow(), "a push of the later membership");
            assertTakenOver(outcomes.get(1).orThrow(), "a push of the earlier membership");
            assertWritten(outcomes.get(2).orThrow(), "a push of the later membership");
            assertTakenOver(outcomes.get(3).orThrow(), "a push of the earlier membership with an id");
            assertThat(it.historyAfter(0)).as("law 9: ops").containsExactly("1 a", "2 b", "3 d");
        }
    }

    /** Who does not ask for it takes nothing over, and is taken over by who does. */
    @Test
    default void memberThatTakesNothingOver_leavesOthersBe() {
        try (var it = ContractLedger.open(this)) {
            MembershipId early = join(it.store(), "dev_a", false);
            MembershipId first = join(it.store(), "dev_a", true);
            MembershipId beside = join(it.store(), "dev_a", false);
            assertTakenOver(it.writeOne(by(early, put("a", 1))), "a push from before the first takeover");
            assertWritten(it.writeOne(by(first, put("a", 1))), "a push beside a member that took nothing over");
            assertWritten(it.writeOne(by(beside, put("a", 2))), "a push of a member that took nothing over");
            join(it.store(), "dev_a", true);
            assertTakenOver(it.writeOne(by(beside, put("a", 3))), "a push of a member that was taken over later");
        }
    }

    /** Devices, whatever they are called, and stores are apart; what comes for nobody is always decided. */
    @Test
    default void takeover_concernsItsDeviceAndItsStoreAlone() {
        try (var it = ContractLedger.open(this)) {
            StoreLedger other = it.ledger().make("org/other");
            String length = "long".repeat(2_000);
            MembershipId elsewhere = join(other, "dev_a", true);
            var mine = Stream.of("dev_a", "dev_A", "", "a\0", length, length + "1")
                    .map(device -> join(it.store(), device, true)).toList();
            for (MembershipId member : mine) {
                assertWritten(it.writeOne(by(member, put("a", 1))), "a push of a device beside others");
            }
            join(it.store(), "dev_a", true);
            assertTakenOver(it.writeOne(by(mine.getFirst(), put("a", 2))), "a push of the device that took over");
            for (MembershipId member : mine.subList(1, mine.size())) {
                assertWritten(it.writeOne(by(member, put("a", 2))), "a push of another device");
            }
            assertWritten(other.write(List.of(by(elsewhere, put("a", 1)))).getFirst().orThrow(),
                    "a push in another store");
            assertWritten(it.writeOne(put("a", 3)), "a push of nobody");
        }
    }

    /** Between servers too: what another server commits, it has committed before the takeover returns. */
    @Test
    default void takeoverAtOneServer_holdsAtAll() {
        try (var it = ContractLedger.open(this)) {
            another(it.ledger()).ifPresent(other -> {
                try (other) {
                    StoreLedger there = Objects.requireNonNull(other.find(ContractLedger.STORE), "the store");
                    for (int i = 0; i < 10; i++) {
                        MembershipId before = join(there, "dev_a", true);
                        Push late = by(before, put("a", i));
                        var over = new AtomicBoolean();
                        Future<Integer> writer = Background.start(() -> {
                            int written = 0;
                            while (there.write(List.of(late)).getFirst().orThrow().ok() && !over.get()) {
                                written++;
                            }
                            return written;
                        });
                        MembershipId now;
                        long seq;
                        try {
                            now = join(it.store(), "dev_a", true);
                            seq = it.seq();
                            assertTakenOver(there.write(List.of(late)).getFirst().orThrow(), "a push at another server");
                        } finally {
                            over.set(true);
                        }
                        Background.get(writer, patience(), "a writer that is taken over");
                        assertThat(it.seq()).as("law 9: how far the store is when the takeover has returned, and later")
                                .isEqualTo(seq);
                        assertWritten(it.writeOne(by(now, put("b", i))), "a push of who took over");
                    }
                }
            });
        }
    }
}
