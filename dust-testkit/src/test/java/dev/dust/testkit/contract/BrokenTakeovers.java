package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingLedger.stores;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.contract.PassingLedger.OverPush;
import dev.dust.testkit.contract.PassingLedger.OverStoreLedger;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ledgers that go wrong where a device takes over. */
final class BrokenTakeovers {
    private static final String OLD = "pushOfAMembershipThatWasTakenOver_isNotDecided";
    private static final String BESIDE = "memberThatTakesNothingOver_leavesOthersBe";
    private static final String APART = "takeover_concernsItsDeviceAndItsStoreAlone";

    private BrokenTakeovers() {
    }

    static Stream<BrokenLedger> all() {
        return Stream.of(
                new BrokenLedger("forgets whose push it is", OLD,
                        () -> membership(member -> null)),
                new BrokenLedger("takes every push for the newest member's", OLD,
                        () -> membership(member -> new MembershipId(member.deviceId(), Long.MAX_VALUE))),
                new BrokenLedger("takes over only if nobody has", OLD,
                        () -> joining((store, device, takesOver) -> {
                            long before = store.join(device, false);
                            return takesOver && before == 0 ? store.join(device, true) : before;
                        })),
                new BrokenLedger("takes over whether that is asked for or not", BESIDE,
                        () -> joining((store, device, takesOver) -> store.join(device, true))),
                new BrokenLedger("takes nothing over", BESIDE,
                        () -> joining((store, device, takesOver) -> store.join(device, false))),
                new BrokenLedger("gives who takes nothing over no number", BESIDE,
                        () -> joining((store, device, takesOver) -> takesOver ? store.join(device, true) : 0)),
                new BrokenLedger("takes over all devices of a store", APART, () -> renaming(device -> "")),
                new BrokenLedger("does not tell small letters from capitals", APART,
                        () -> renaming(device -> device.toLowerCase(Locale.ROOT))),
                new BrokenLedger("lets another server go on", "takeoverAtOneServer_holdsAtAll", PassingLedger::right,
                        opened -> stores(opened, store -> rewriting(store, member -> null))));
    }

    /** How a device joins. */
    private interface Joining {
        long join(StoreLedger store, String deviceId, boolean takesOver);
    }

    private static StoreLedger over(StoreLedger store, Joining joining) {
        return new OverStoreLedger(store) {
            @Override
            public long join(String deviceId, boolean takesOver) {
                return joining.join(inner, deviceId, takesOver);
            }
        };
    }

    private static Ledger joining(Joining joining) {
        return stores(store -> over(store, joining));
    }

    private static Ledger membership(UnaryOperator<MembershipId> seen) {
        return stores(store -> rewriting(store, seen));
    }

    private static Ledger renaming(UnaryOperator<String> seen) {
        return stores(
                store -> over(rewriting(store, member -> new MembershipId(seen.apply(member.deviceId()), member.number())),
                        (inner, device, takesOver) -> inner.join(seen.apply(device), takesOver)));
    }

    /** Pushes seem to come of other memberships. */
    private static StoreLedger rewriting(StoreLedger store, UnaryOperator<MembershipId> seen) {
        return new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                return inner.write(batch.stream().map(push -> push.membership() == null ? push : new OverPush(push) {
                    @Override
                    public MembershipId membership() {
                        return seen.apply(super.membership());
                    }
                }).toList());
            }
        };
    }
}
