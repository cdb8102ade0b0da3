package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.A_WHILE;
import static dev.dust.testkit.contract.ContractTransport.event;
import static dev.dust.testkit.contract.ContractTransport.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.ContractListener.Call;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.testkit.contract.FakeServer.Answer;
import dev.dust.testkit.contract.ServerEnd.Ending;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Laws 1 and 5: how a connection ends, that it is told, once, and at last, and whose doing it was. */
public interface CloseContract extends TransportUnderTest {

    /** A connection that breaks is lost, and the reason says something. */
    @Test
    default void brokenConnection_isLost() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.server().cut();
            assertThat(open.listener().awaitClosed("a connection that broke")).as("why the connection is gone")
                    .isInstanceOfSatisfying(Lost.class, lost -> assertThat(lost.message()).as("what it says of that, for a log")
                            .isNotBlank());
        }
    }

    /**
     * A connection that breaks while the listener is busy is lost as any other. A transport with heartbeats may find that out
     * by them.
     */
    @Test
    default void brokenConnection_isLost_whileTheListenerIsBusy() {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var it = ContractTransport.openBeating(this).orElseGet(() -> ContractTransport.open(this))) {
            Open open = it.connected(it.listener().blocking(entered, release));
            open.server().send(event(1));
            Background.await(entered, patience());
            open.server().cut();
            open.server().isGone(A_WHILE);
            release.countDown();
            open.listener().awaitClosed("a connection that broke while the listener was busy");
        } finally {
            release.countDown();
        }
    }

    /** A server that closes in good order has not refused the client. */
    @Test
    default void connectionThatTheServerCloses_isLost() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.server().hangUp();
            assertThat(open.listener().awaitClosed("the server's goodbye")).as("why the connection is gone")
                    .isInstanceOf(Lost.class);
        }
    }

    /** A server that ends the connection in good order had no quarrel with what it was sent. */
    @Test
    default void serverThatGoesInGoodOrder_isNotToBlame() {
        assertBlamed(By.NETWORK, List.of(end -> end.hangUp(Ending.DONE), end -> end.hangUp(Ending.GOING_AWAY)));
    }

    /** A server that ends the connection otherwise, or cuts it, may have done so for what it was sent. */
    @Test
    default void serverThatEndsTheConnection_isToBlame() {
        assertBlamed(By.SERVER, List.of(end -> end.hangUp(Ending.FAULT), ServerEnd::cut));
    }

    /** A server that was sent too much says so, and that is told apart. */
    @Test
    default void serverThatWasSentTooMuch_isToldAsSuch() {
        assertBlamed(By.TOO_LARGE, List.of(end -> end.hangUp(Ending.TOO_LARGE)));
    }

    private void assertBlamed(By by, List<Consumer<ServerEnd>> endings) {
        try (var it = ContractTransport.open(this)) {
            for (Consumer<ServerEnd> ending : endings) {
                Open open = it.connected();
                ending.accept(open.server());
                assertBy(open.listener().awaitClosed("an end that the server made"), by);
            }
        }
    }

    private static void assertBy(CloseReason reason, By by) {
        assertThat(reason).as("why the connection is gone").isInstanceOfSatisfying(Lost.class,
                lost -> assertThat(lost.by()).as("law 5: whose doing it was, where it is told as: " + lost.message())
                        .isEqualTo(by));
    }

    /** Who closes the connection is told that it is closed, as of any other end, and that this was nobody else's doing. */
    @Test
    default void close_isTold() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.client().close();
            assertBy(open.listener().awaitClosed("close()"), By.NETWORK);
        }
    }

    /** A connection that is closed is gone for the server too. */
    @Test
    default void close_reachesTheServer() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.client().close();
            assertThat(open.server().isGone(patience())).as("whether the connection is gone for the server, after close()")
                    .isTrue();
        }
    }

    /** {@code close} does not wait: not for the server, not for the network, not for the listener. */
    @Test
    default void close_neverWaits() {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        MapValue megabyte = Wire.mapOf("value", "x".repeat(1 << 20));
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().blocking(entered, release));
            open.server().read(false);
            for (int i = 0; i < 16; i++) {
                open.client().send(write(i, megabyte));
            }
            open.server().send(event(1));
            Background.await(entered, patience());
            Background.get(Background.start(() -> {
                open.client().close();
                return null;
            }), patience(), "close() while the listener blocks and the server does not read");
            release.countDown();
            open.listener().settle();
        } finally {
            release.countDown();
        }
    }

    /** However many close a connection, and while it breaks, it is closed once. */
    @Test
    default void closingFromManySides_isToldOnce() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            List<Future<?>> sides = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sides.add(Background.start(() -> {
                    open.client().close();
                    return null;
                }));
            }
            open.server().cut();
            sides.forEach(side -> Background.get(side, patience(), "close() from one of several threads"));
            open.listener().settle();
            open.client().close();
            assertThat(Collections.frequency(open.listener().calls(), Call.CLOSED))
                    .as("law 1: how often closed() came for a connection that five sides ended").isLessThan(2);
        }
    }

    /** A connection can be closed before it is open; then it never opens. */
    @Test
    default void close_beforeTheOpening_endsTheAttempt() {
        try (var it = ContractTransport.open(this)) {
            it.server().answer(Answer.HOLD);
            var listener = it.listener();
            var connection = it.connect(listener);
            Waiting.until(() -> !it.server().attempts().isEmpty(), patience());
            connection.close();
            listener.awaitClosed("close() while the server has not answered the attempt");
            assertThat(listener.calls()).as("law 1: calls of an attempt that was closed").containsExactly(Call.CLOSED);
        }
    }

    /** After {@code closed} nothing comes any more: not the same again, and no message that was late. */
    @Test
    default void closed_isTheLastCall() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.serverSends(event(1));
            open.listener().awaitMessage();
            open.server().send(event(2));
            open.client().close();
            open.server().send(event(3));
            open.listener().settle();
            Open next = it.connected();
            next.serverSends(event(4));
            next.listener().awaitMessage();
            List<Call> calls = open.listener().calls();
            assertThat(calls.subList(0, calls.size() - 1)).as("law 1: calls before the last one").doesNotContain(Call.CLOSED);
        }
    }

    /** Closing the transport ends all its connections, and their listeners hear so. */
    @Test
    default void closingTheTransport_endsItsConnections() {
        try (var it = ContractTransport.open(this)) {
            Open one = it.connected();
            Open two = it.connected();
            it.transport().close();
            for (Open open : List.of(one, two)) {
                open.listener().awaitClosed("close() of the transport");
                assertThat(open.server().isGone(patience())).as("whether the connection is gone for the server").isTrue();
            }
        }
    }

    /** A transport that is closed makes no connection; who asks for one is told. */
    @Test
    default void closedTransport_connectsNoMore() {
        try (var it = ContractTransport.open(this)) {
            it.transport().close();
            var listener = it.listener();
            it.connect(listener);
            listener.awaitClosed("connect() of a closed transport");
            assertThat(it.server().attempts()).as("attempts that reached the server").isEmpty();
        }
    }
}
