package dev.dust.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.chaos.history.Violation.Rule;
import dev.dust.value.Value;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a node sends is the ledger, and each way to be something else is found. */
class BroadcastsTest {
    private final Broadcasts node = new Broadcasts("node 1");
    private final List<Committed> ledger = LongStream.rangeClosed(1, 4).mapToObj(seq -> op(seq, "x" + seq)).toList();

    private static Committed op(long seq, String value) {
        return new Committed(seq, "set", "shared/0", Value.of(value), "dev_1", "op_" + seq);
    }

    private void sent(long... seqs) {
        LongStream.of(seqs).forEach(seq -> node.sent(ledger.get((int) seq - 1)));
    }

    private List<String> found() {
        List<Violation> found = node.compare(new ServerHistory(ledger, List.of()));
        assertThat(found).allMatch(violation -> violation.rule() == Rule.BROADCASTS);
        return found.stream().map(Violation::what).toList();
    }

    @Test
    void everyOpOnceAndInOrder_isRight() {
        sent(1, 2, 3, 4);

        assertThat(found()).isEmpty();
        assertThat(node.seq()).isEqualTo(4);
    }

    /** The next connection goes on after the hole, so that whoever is told of it hears the rest. */
    @Test
    void hole_isFound_althoughItIsFilledAfterwards() {
        sent(1, 3, 2, 3, 4);

        assertThat(found()).singleElement().asString().startsWith("node 1 sent 3 ").endsWith(" after 1");
    }

    private void sentCatchingUp(long... seqs) {
        LongStream.of(seqs).forEach(seq -> node.sentCatchingUp(ledger.get((int) seq - 1)));
    }

    @Test
    void opsOfNowBetweenTheBatchesOfACatchUp_areRight_andComeOnceMoreInTheirTurn() {
        sentCatchingUp(1, 4, 2, 3, 4);
        node.caughtUp(4);

        assertThat(found()).isEmpty();
    }

    @Test
    void holeInACatchUp_isFound_whenThatSaysThatItIsComplete() {
        sentCatchingUp(1, 3, 4);
        node.caughtUp(4);
        sentCatchingUp(2, 3, 4);

        assertThat(found()).containsExactly("node 1 sent nothing after 1 in a catch-up that is complete up to 4");
    }

    @Test
    void opThatCameTwice_isFound() {
        sent(1, 2, 2, 3, 4);

        assertThat(found()).singleElement().asString().startsWith("node 1 sent 2 ").endsWith(" after 2");
    }

    @Test
    void opThatWasSentAgainLater_isFound() {
        sent(1, 2, 3, 4, 1);

        assertThat(found()).singleElement().asString().endsWith(" after 4");
    }

    @Test
    void opsInAnotherOrder_areFound() {
        sent(1, 3, 2, 4);

        assertThat(found()).hasSize(3).last().asString().contains("sent nothing after 2", "goes on with 3");
    }

    @Test
    void missingEnd_isFound() {
        sent(1, 2, 3);

        assertThat(found()).singleElement().asString().contains("sent nothing after 3", "goes on with 4");
    }

    @Test
    void nothingAtAll_isFound() {
        assertThat(found()).singleElement().asString().contains("sent nothing after 0");
    }

    @Test
    void opOfAnotherValueThanTheLedgers_isFound() {
        sent(1);
        node.sent(op(2, "y"));
        sent(3, 4);

        assertThat(found()).singleElement().asString().contains("set shared/0 y", "the ledger has 2");
    }

    @Test
    void opOfAnotherWriter_isFound() {
        sent(1);
        node.sent(new Committed(2, "set", "shared/0", Value.of("x2"), "dev_2", "op_2"));
        sent(3, 4);

        assertThat(found()).singleElement().asString().contains("by dev_2", "by dev_1");
    }

    @Test
    void opOfAnotherName_isFound() {
        sent(1);
        node.sent(new Committed(2, "set", "shared/0", Value.of("x2"), "dev_1", "op_9"));
        sent(3, 4);

        assertThat(found()).hasSize(1);
    }

    /** Sent before it was committed, or taken back afterwards. */
    @Test
    void opThatTheLedgerDoesNotHave_isFound() {
        sent(1, 2, 3, 4);
        node.sent(op(5, "z"));

        assertThat(found()).singleElement().asString().contains("does not have", "set shared/0 z");
    }

    @Test
    void whateverElseItSentThatItMustNot_isFound() {
        sent(1, 2, 3, 4);
        node.complain("sent a snapshot");

        assertThat(found()).containsExactly("node 1 sent a snapshot");
    }
}
