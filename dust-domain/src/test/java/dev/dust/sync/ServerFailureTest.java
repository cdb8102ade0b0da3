package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.RefusedException;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.ServerMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A write that the server fails on is found out, counted and ended, and stands in no other's way. */
class ServerFailureTest {

    private static CoreDriver rejoined(CoreDriver driver) {
        return driver.fire(TimerId.REJOIN).joined(0).caughtUp(0);
    }

    private static CoreDriver crashed(CoreDriver driver) {
        return rejoined(driver.crash());
    }

    private static CoreDriver cut(CoreDriver driver, By by) {
        return driver.disconnect(by).connect().joined(0).caughtUp(0);
    }

    private static List<String> sent(CoreDriver driver) {
        var paths = driver.sent(ClientMessage.WRITE).stream().map(message -> message.payload().get("path").toString()).toList();
        driver.forget();
        return paths;
    }

    @Test
    void afterACrash_whatWasUnderWayIsSentOneAtATime() {
        var driver = new CoreDriver().live().put("a", 1).put("b", 1).put("c", 1);
        assertThat(sent(driver)).containsExactly("a", "b", "c");

        crashed(driver);
        assertThat(driver.core().trouble()).contains("3 of them are sent again one at a time");
        ClientMessage first = driver.newest(ClientMessage.WRITE);
        assertThat(sent(driver)).containsExactly("a");

        driver.answer(first, "ok", Map.of("store_seq", 1));
        ClientMessage second = driver.newest(ClientMessage.WRITE);
        assertThat(sent(driver)).containsExactly("b");
        driver.answer(second, "ok", Map.of("store_seq", 2));
        ClientMessage third = driver.newest(ClientMessage.WRITE);
        driver.answer(third, "ok", Map.of("store_seq", 3)).put("d", 1).put("e", 1);
        assertThat(sent(driver)).containsExactly("c", "d", "e");
        assertThat(driver.core().trouble()).isNull();
    }

    @Test
    void writeThatWasAloneInThreeCrashesInARow_isRefused_andOthersGoOn() {
        var driver = new CoreDriver().live().put("bad", 1).put("good", 1);
        for (int crash = 0; crash < 3; crash++) {
            crashed(driver);
            assertThat(driver.core().pendingOps()).isEqualTo(2);
        }
        assertThat(sent(driver)).containsExactly("bad", "good", "bad", "bad", "bad");
        crashed(driver);

        assertThat(driver.core().pendingOps()).isEqualTo(1);
        var refused = (RefusedException.ServerFailed) ((Outcome.Failed) driver.all(Effect.Answer.class).getFirst().outcome())
                .error();
        assertThat(refused.reason()).isEqualTo("server_crashed");
        assertThat(refused).hasMessageContaining("the set of bad").hasMessageContaining("3 times in a row");
        assertThat(driver.all(Effect.Tell.class)).extracting(Effect.Tell::event)
                .hasExactlyElementsOfTypes(DustEvent.Refused.class);
        assertThat(sent(driver)).containsExactly("good");
    }

    @Test
    void framesThatAreTooLargeForTheServer_endAsTooLarge() {
        var driver = new CoreDriver().live().put("big", 1);
        // The first loss leaves open which store it was for.
        for (int loss = 0; loss < 4; loss++) {
            cut(driver, By.TOO_LARGE);
        }
        var refused = (Outcome.Failed) driver.all(Effect.Answer.class).getFirst().outcome();
        assertThat(refused.error().reason()).isEqualTo("too_large");
        assertThat(driver.core().pendingOps()).isZero();
    }

    @Test
    void connectionsThatTheNetworkLoses_countForNothing() {
        var driver = new CoreDriver().live().put("k", 1);
        for (int loss = 0; loss < 20; loss++) {
            cut(driver, By.NETWORK);
        }
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        assertThat(driver.all(Effect.Answer.class)).isEmpty();
        assertThat(driver.core().trouble()).isNull();
    }

    @Test
    void anAnswerEndsTheCount() {
        var driver = new CoreDriver().live().put("k", 1);
        crashed(driver);
        crashed(driver);
        driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", "rate_limited", "retry_after_ms", 5))
                .fire(TimerId.RETRY);
        crashed(driver);
        crashed(driver);
        assertThat(driver.core().pendingOps()).isEqualTo(1);
    }

    @Test
    void writeWhoseEventTheCatchUpBrings_tookEffect_howeverOftenTheServerFailed() {
        var driver = new CoreDriver().live().put("k", 1);
        crashed(driver);
        crashed(driver);
        driver.server(ServerMessage.ERROR, Map.of()).fire(TimerId.REJOIN).joined(1).echo(1, "op_1").caughtUp(1);

        assertThat(((Outcome.Accepted) driver.all(Effect.Answer.class).getLast().outcome()).seq()).isEqualTo(1);
    }

    /** Of the stores on a connection one at a time sends what it may have been cut for. */
    @Test
    void storeWithoutTheRightToSendAlone_waitsForIt() {
        var solo = new SoloProbe();
        var driver = new CoreDriver(solo).live().put("a", 1);
        solo.free = false;
        cut(driver, By.SERVER);
        assertThat(sent(driver)).containsExactly("a");
        assertThat(solo.asked).isEqualTo(1);

        solo.free = true;
        driver.input(new Input.SoloFree());
        assertThat(sent(driver)).containsExactly("a");
        driver.crash();
        assertThat(solo.givenBack).isPositive();
        assertThat(solo.left).isEqualTo(1);
    }

    private static final class SoloProbe implements Solo {
        boolean free = true;
        int asked;
        int givenBack;
        int left;

        @Override
        public boolean take() {
            asked++;
            return free;
        }

        @Override
        public void giveBack() {
            givenBack++;
        }

        @Override
        public void leave() {
            left++;
        }
    }

    @Test
    void writeThatWasSent_canBeDiscarded_whileItIsUnderWayAndAfterItWasLost() {
        var driver = new CoreDriver().live().put("a", 1).put("b", 1);
        assertThat(driver.core().mayDiscard("op_1")).isTrue();
        driver.input(new Input.Discard("op_1"));
        driver.disconnect();
        driver.input(new Input.Discard("op_2"));

        assertThat(driver.core().pendingOps()).isZero();
        assertThat(driver.all(Effect.Answer.class)).allSatisfy(answer -> assertThat(
                ((Outcome.Failed) answer.outcome()).error()).hasMessageContaining("may take effect all the same"));
        driver.connect().joined(0).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
    }

    @Test
    void acceptedWrite_cannotBeDiscarded() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1)).input(new Input.Discard("op_1"));
        assertThat(driver.core().mayDiscard("op_1")).isFalse();
        assertThat(driver.core().pendingOps()).isEqualTo(1);
    }

    /** The writer was busy: it may get to the write after all, and tells nobody. */
    @Test
    void busyWriterOrUnknownMembership_isNoVerdict_theCatchUpTells() {
        for (String reason : List.of("{:writer_unavailable, {:timeout, {GenServer, :call, []}}}", "unmatched topic")) {
            var driver = new CoreDriver().live().put("k", 1).put("l", 1);
            driver.answer(driver.sent(ClientMessage.WRITE).getFirst(), "error", Map.of("reason", reason));
            assertThat(driver.all(Effect.Answer.class)).isEmpty();
            assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);

            driver.fire(TimerId.REJOIN).joined(1).echo(1, "op_1").caughtUp(1);
            assertThat(((Outcome.Accepted) driver.all(Effect.Answer.class).getFirst().outcome()).seq()).isEqualTo(1);
            assertThat(driver.sent(ClientMessage.WRITE)).hasSize(3);
        }
    }

    /** A membership ended in good order, and then the connection: what was sent may be on its way all the same. */
    @Test
    void writeWhoseMembershipEndedBeforeItsConnection_isSentAgain_asAPossibleDuplicate() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.server(ServerMessage.CLOSE, Map.of()).disconnect().connect().joined(0).caughtUp(0).echo(1, "op_1");
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isTrue();
    }

    @Test
    void writeOfABusyWriter_thatTheCatchUpDoesNotTell_isSentAgain_asAPossibleDuplicate() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", "{:writer_unavailable, :busy}"));
        rejoined(driver).echo(1, "op_1");
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isTrue();
    }
}
