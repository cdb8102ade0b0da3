package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.sync.Solo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One store at a time, in the order of asking; who gave up is passed over. */
class SoloQueueTest {
    private final SoloQueue queue = new SoloQueue();
    private final List<String> granted = new ArrayList<>();

    private Solo member(String name) {
        return queue.member(() -> granted.add(name));
    }

    @Test
    void rightPassesFromOneToTheNext_inOrder() {
        Solo a = member("a");
        Solo b = member("b");
        Solo c = member("c");
        assertThat(a.take()).isTrue();
        assertThat(a.take()).isTrue();
        assertThat(b.take()).isFalse();
        assertThat(b.take()).isFalse();
        assertThat(c.take()).isFalse();

        a.giveBack();
        assertThat(granted).containsExactly("b");
        assertThat(b.take()).isTrue();
        assertThat(a.take()).isFalse();
        b.giveBack();
        c.giveBack();
        assertThat(granted).containsExactly("b", "c", "a");
    }

    /** The others may not know yet that the connection is gone. */
    @Test
    void whoLeavesWithTheConnection_passesItOnToNobody() {
        Solo a = member("a");
        Solo b = member("b");
        a.take();
        b.take();
        a.leave();
        b.leave();
        assertThat(granted).isEmpty();
        assertThat(b.take()).isTrue();
    }

    @Test
    void whoGivesUpWaiting_isPassedOver_andGivingBackNothingDoesNothing() {
        Solo a = member("a");
        Solo b = member("b");
        Solo c = member("c");
        c.giveBack();
        a.take();
        b.take();
        b.giveBack();
        a.giveBack();
        assertThat(granted).isEmpty();
        assertThat(c.take()).isTrue();
    }
}
