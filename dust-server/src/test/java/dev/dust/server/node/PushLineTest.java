package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.ledger.Wants;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pushes that are under way together: in what order they are answered, and which of them are out of turn. */
class PushLineTest {
    private static final Verdict TAKEN = Verdict.unchanged(MapValue.EMPTY);
    private static final Verdict REFUSED = Verdict.refused(MapValue.EMPTY);

    private final PushRoom room = new PushRoom();
    private final PushLine line = new PushLine(true, room);
    private final List<String> answered = new ArrayList<>();

    /** Whatever is asked, by a verdict. */
    private record Decided(Verdict verdict) implements Push {
        @Override
        public OpId opId() {
            return OpId.of("dev_a", "op_1");
        }

        @Override
        public MembershipId membership() {
            return new MembershipId("dev_a", 7);
        }

        @Override
        public Verdict takenOver() {
            return verdict;
        }

        @Override
        public Wants wants() {
            return new Wants(List.of("k"), List.of());
        }

        @Override
        public boolean mayBeLarge() {
            return true;
        }

        @Override
        public Verdict judge(StoreView store) {
            return verdict;
        }

        @Override
        public Verdict again(List<Event> ops) {
            return verdict;
        }
    }

    private PushLine.UnderWay begin(Object refusals, long size) {
        Map<String, Object> payload = refusals == null ? Map.of() : Map.of("refusals", refusals);
        return line.begin(new Frame("1", "2", "store:s/s", "write", (MapValue) Value.from(payload)), size);
    }

    private PushLine.UnderWay begin(Object refusals) {
        return begin(refusals, 100);
    }

    private void settle(PushLine.UnderWay push, boolean isRefused, String as) {
        push.settle(isRefused, false, () -> answered.add(as));
    }

    @SuppressWarnings("DataFlowIssue") // Nothing is read.
    private static Verdict judge(PushLine.UnderWay push, Verdict verdict) {
        return push.inTurn(new Decided(verdict)).judge(null);
    }

    @Test
    void answersGoOutInTheOrderOfThePushes_whicheverIsDecidedFirst() {
        PushLine.UnderWay first = begin(null);
        PushLine.UnderWay second = begin(null);
        PushLine.UnderWay third = begin(null);
        settle(third, false, "third");
        settle(second, true, "second");
        assertThat(answered).isEmpty();
        settle(first, false, "first");
        assertThat(answered).containsExactly("first", "second", "third");
    }

    @Test
    void pushThatKnowsOfFewerRefusalsThanThereWere_isOutOfTurn() {
        settle(begin(null), true, "refused");
        assertThat(begin(0).isOutOfTurn()).isTrue();
        assertThat(begin(1).isOutOfTurn()).isFalse();
        assertThat(begin(1.0).isOutOfTurn()).as("a whole float is that integer").isFalse();
        assertThat(begin("1").isOutOfTurn()).as("what is no number knows of none").isTrue();
        assertThat(begin(null).isOutOfTurn()).as("who does not ask for turns").isFalse();
        line.countRefusal();
        assertThat(begin(1).isOutOfTurn()).isTrue();
    }

    @Test
    void whereNoTurnsArePromised_noneIsOutOfTurn() {
        var plain = new PushLine(false, room);
        Frame frame = new Frame("1", "2", "store:s/s", "write", (MapValue) Value.from(Map.of("refusals", 0)));
        plain.begin(frame, 1).settle(true, true, () -> answered.add("refused"));
        PushLine.UnderWay next = plain.begin(frame, 1);
        assertThat(next.isOutOfTurn()).isFalse();
        assertThat(next.inTurn(new Decided(TAKEN)).again(List.of())).isSameAs(TAKEN);
    }

    @Test
    void withinABatch_whatIsRefusedPutsOffWhatDoesNotKnowOfIt() {
        PushLine.UnderWay first = begin(0);
        PushLine.UnderWay second = begin(0);
        PushLine.UnderWay third = begin(null);
        assertThat(judge(first, REFUSED)).isSameAs(REFUSED);
        assertThat(judge(second, TAKEN).response()).isEqualTo(Value.from(Map.of("reason", "out_of_turn")));
        assertThat(judge(third, TAKEN)).isSameAs(TAKEN);
    }

    /** A transaction that is made again: the last verdict counts. */
    @Test
    void batchThatIsDecidedAgain_isDecidedInTurnAgain() {
        PushLine.UnderWay first = begin(0);
        PushLine.UnderWay second = begin(0);
        judge(first, REFUSED);
        assertThat(judge(second, TAKEN).ok()).isFalse();
        judge(first, TAKEN);
        assertThat(judge(second, TAKEN)).isSameAs(TAKEN);
    }

    /** It may be decided otherwise: whoever asks before would be put off, and whoever asks behind him, taken. */
    @Test
    void whatIsNotSettled_putsNothingOffThatArrives() {
        PushLine.UnderWay first = begin(null);
        PushLine.UnderWay second = begin(0);
        first.inTurn(new Push() {
            @Override
            public Verdict judge(StoreView store) {
                assertThat(second.isOutOfTurn()).as("while it is judged").isFalse();
                return REFUSED;
            }
        }).judge(null);
        assertThat(second.isOutOfTurn()).as("while it may be judged again").isFalse();
        settle(begin(null), false, "behind");
        assertThat(second.isOutOfTurn()).isFalse();
        first.settle(true, false, () -> {
        });
        assertThat(second.isOutOfTurn()).isTrue();
    }

    @Test
    void behindWhatCouldNotBeDecided_andBehindWhatIsInDoubt_thingsAreOutOfTurnForGood() {
        PushLine.UnderWay first = begin(0);
        PushLine.UnderWay second = begin(0);
        Push failing = first.inTurn(new Push() {
            @Override
            public Verdict judge(StoreView store) {
                throw new IllegalStateException("cannot be decided");
            }
        });
        assertThatThrownBy(() -> failing.judge(null)).isInstanceOf(IllegalStateException.class);
        assertThat(judge(second, TAKEN).ok()).isFalse();
        first.settle(false, true, () -> answered.add("nobody knows"));
        assertThat(begin(5).isOutOfTurn()).isTrue();
        assertThat(answered).containsExactly("nobody knows");
    }

    /** It was judged to be taken, and the database does not take it; its batch goes on behind it. */
    @Test
    void behindWhatCouldNotBeWritten_thingsAreOutOfTurn() {
        PushLine.UnderWay first = begin(0);
        PushLine.UnderWay second = begin(0);
        var told = new ArrayList<String>();
        Push push = first.inTurn(new Push() {
            @Override
            public Verdict judge(StoreView store) {
                return TAKEN;
            }

            @Override
            public void notWritten() {
                told.add("not written");
            }
        });
        assertThat(push.judge(null)).isSameAs(TAKEN);
        push.notWritten();
        assertThat(told).containsExactly("not written");
        assertThat(judge(second, TAKEN).ok()).isFalse();
        first.settle(true, false, () -> answered.add("unavailable"));
        assertThat(begin(1).isOutOfTurn()).as("who has heard of it").isFalse();
    }

    @Test
    void whatALedgerAsksOfAPush_isPassedOn() {
        for (Object refusals : new Object[]{null, 0}) {
            Push push = begin(refusals).inTurn(new Decided(TAKEN));
            assertThat(push.opId()).isEqualTo(OpId.of("dev_a", "op_1"));
            assertThat(push.membership()).isEqualTo(new MembershipId("dev_a", 7));
            assertThat(push.wants().keys()).containsExactly("k");
            assertThat(push.mayBeLarge()).isTrue();
            assertThat(push.takenOver()).isSameAs(TAKEN);
            assertThat(push.again(List.of())).isSameAs(TAKEN);
            assertThat(new Outcome.Judged(push.judge(null)).orThrow()).isSameAs(TAKEN);
        }
    }

    @Test
    void roomIsForSoMany_andForSoManyBytes_andOneThatIsAloneAlwaysHasIt() {
        assertThat(line.room()).isCompleted();
        PushLine.UnderWay large = begin(null, 2 * PushRoom.MOST_BYTES);
        CompletableFuture<Void> room = line.room();
        assertThat(room).isNotDone();
        settle(large, false, "large");
        assertThat(room).isCompleted();
        List<PushLine.UnderWay> many = IntStream.range(0, PushLine.MOST).mapToObj(i -> begin(null)).toList();
        CompletableFuture<Void> forOneMore = line.room();
        assertThat(forOneMore).isNotDone();
        settle(many.getFirst(), false, "one");
        assertThat(forOneMore).isCompleted();
        CompletableFuture<Void> all = line.allAnswered();
        many.subList(1, many.size() - 1).forEach(push -> settle(push, false, "more"));
        assertThat(all).isNotDone();
        settle(many.getLast(), false, "last");
        assertThat(all).isCompleted();
        assertThat(answered).hasSize(PushLine.MOST + 1).endsWith("last");
    }

    /** A connection may have a thousand memberships. */
    @Test
    void roomForBytes_isOneForAllMembershipsOfAConnection() {
        var other = new PushLine(true, room);
        PushLine.UnderWay large = begin(null, PushRoom.MOST_BYTES);
        CompletableFuture<Void> elsewhere = other.room();
        assertThat(elsewhere).isNotDone();
        settle(large, false, "large");
        assertThat(elsewhere).isCompleted();
        assertThat(new PushLine(true, new PushRoom()).room()).as("of another connection").isCompleted();
    }
}
