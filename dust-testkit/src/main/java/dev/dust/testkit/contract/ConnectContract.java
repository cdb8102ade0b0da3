package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.event;
import static dev.dust.testkit.contract.ContractTransport.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dust.testkit.contract.ContractListener.Call;
import dev.dust.testkit.contract.FakeServer.Answer;
import dev.dust.testkit.contract.FakeServer.Attempt;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.Handshake;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Laws 1 and 6: how a connection comes to be, or not. */
public interface ConnectContract extends TransportUnderTest {

    /** {@code connect} returns at once, whatever it has to wait for: here the token. */
    @Test
    default void connect_returnsAtOnce() {
        var release = new CountDownLatch(1);
        try (var it = ContractTransport.open(this, () -> {
            Background.await(release, patience());
            return "dust_tok_late";
        })) {
            var listener = it.listener();
            Background.get(Background.start(() -> it.connect(listener)), patience(),
                    "law 1: connect() while its token cannot be had yet");
            assertThat(listener.calls()).as("calls before there was a token").isEmpty();
            release.countDown();
            listener.awaitOpened();
        } finally {
            release.countDown();
        }
    }

    /** {@code opened} comes once, and before every message. */
    @Test
    default void opened_comesOnceAndFirst() {
        try (var it = ContractTransport.open(this)) {
            var listener = it.listener();
            it.connect(listener);
            ServerEnd server = it.accepted();
            server.send(event(1));
            server.send(event(2));
            listener.awaitMessage();
            listener.awaitMessage();
            assertThat(listener.calls()).as("law 1: calls of a connection on which two messages came")
                    .containsExactly(Call.OPENED, Call.RECEIVED, Call.RECEIVED);
        }
    }

    /** A server that is away makes no exception: the attempt is lost. */
    @Test
    default void serverThatIsAway_isLost() {
        try (var it = ContractTransport.open(this)) {
            it.server().close();
            var listener = it.listener();
            assertThatCode(() -> it.connect(listener)).as("connect() to a server that is away").doesNotThrowAnyException();
            assertThat(listener.awaitClosed("an attempt to connect to a server that is away"))
                    .as("why there is no connection to a server that is away").isInstanceOf(Lost.class);
            assertThat(Objects.requireNonNull(listener.reason(), "reason").message()).as("what it says of that, for a log")
                    .isNotBlank();
            assertThat(listener.calls()).as("law 1: calls of an attempt that failed").containsExactly(Call.CLOSED);
        }
    }

    /** A server that cannot take a client now has not refused it: asking again may help. */
    @Test
    default void serverThatFails_isLost() {
        try (var it = ContractTransport.open(this)) {
            assertThat(it.attempt(Answer.FAIL).reason()).as("why there is no connection to a server that answers 503")
                    .isInstanceOfSatisfying(Lost.class,
                            lost -> assertThat(lost.by()).as("law 5: whose doing that is").isEqualTo(By.NETWORK));
        }
    }

    /** A server that does not want the client has refused it. */
    @Test
    default void serverThatRefuses_isToldAsRefused() {
        try (var it = ContractTransport.open(this)) {
            assertThat(it.attempt(Answer.REFUSE).reason()).as("why there is no connection to a server that answers 403")
                    .isInstanceOf(Refused.class);
        }
    }

    /** A token that was refused is not shown again: the transport knows the answer. One without tokens asks again. */
    @Test
    default void refusedToken_isNotShownAgain() {
        try (var it = ContractTransport.open(this)) {
            it.attempt(Answer.REFUSE);
            var again = it.attempt(Answer.ACCEPT);
            assertThat(it.server().attempts())
                    .as("law 6: attempts that reached the server, of two of which it refused the first")
                    .hasSize(showsTokens() ? 1 : 2);
            assertThat(again.isClosed()).as("whether the second attempt is over").isEqualTo(showsTokens());
        }
    }

    /** With another token a refused client may ask again. */
    @Test
    default void anotherToken_isShownAfterARefusal() {
        var token = new AtomicReference<>("dust_tok_old");
        try (var it = ContractTransport.open(this, token::get)) {
            it.attempt(Answer.REFUSE);
            token.set("dust_tok_new");
            var again = it.attempt(Answer.ACCEPT);
            assertThat(it.server().attempts()).as("attempts that reached the server").extracting(Attempt::token)
                    .containsExactly("dust_tok_old", "dust_tok_new");
            again.awaitOpened();
        }
    }

    /** The token is asked for at each attempt, not once. */
    @Test
    default void token_isAskedForAtEachConnect() {
        var token = new AtomicReference<String>();
        List<String> tokens = List.of("dust_tok_1", "dust_tok_2", "dust_tok_3");
        try (var it = ContractTransport.open(this, token::get)) {
            for (String now : tokens) {
                token.set(now);
                it.connected().client().close();
            }
            assertThat(it.server().attempts()).as("attempts, each with the token of its time").extracting(Attempt::token)
                    .isEqualTo(tokens);
        }
    }

    /** Where there is no token to be had the attempt is over, and the next one asks again. */
    @Test
    default void tokenThatCannotBeHad_endsTheAttempt() {
        var token = new AtomicReference<String>();
        try (var it = ContractTransport.open(this, () -> {
            if (token.get() == null) {
                throw new IllegalStateException("there is no token yet");
            }
            return token.get();
        })) {
            var listener = it.listener();
            it.connect(listener);
            listener.awaitClosed("an attempt whose token could not be had");
            assertThat(it.server().attempts()).as("attempts that reached the server").isEmpty();
            token.set("dust_tok_late");
            it.connected();
        }
    }

    /** The server hears token, device and version as they are, with characters that mean something in a URL. */
    @Test
    default void handshake_reachesTheServer() {
        String token = "dust tok+&=?#/%41\u00eb";
        var handshake = new Handshake("dev_ a+b&c=d%20?#/\u00eb\ud83d\ude00", 4);
        try (var it = ContractTransport.open(this, () -> token)) {
            var listener = it.listener();
            it.transport().connect(handshake, listener);
            listener.awaitOpened();
            assertThat(it.server().attempts()).as("what the server heard of the client (docs/protocol.md#connecting)")
                    .containsExactly(new Attempt(token, handshake.deviceId(), 4));
        }
    }

    /** Connections of one transport do not disturb each other. */
    @Test
    default void connections_areApart() {
        try (var it = ContractTransport.open(this)) {
            var one = it.connected();
            var two = it.connected();
            one.serverSends(event(1));
            two.serverSends(event(2));
            assertThat(one.listener().awaitMessage()).as("message on the first connection").isEqualTo(event(1));
            assertThat(two.listener().awaitMessage()).as("message on the second connection").isEqualTo(event(2));
            one.client().send(write(1));
            two.client().send(write(2));
            assertThat(one.awaitAtServer()).as("message from the first connection").isEqualTo(write(1));
            assertThat(two.awaitAtServer()).as("message from the second connection").isEqualTo(write(2));
            one.client().close();
            one.listener().settle();
            two.serverSends(event(3));
            assertThat(two.listener().awaitMessage()).as("message on the second connection, when the first was closed")
                    .isEqualTo(event(3));
        }
    }

    /** The transport does not connect again by itself; but it does when it is asked to. */
    @Test
    default void lostConnection_isMadeAgainOnlyWhenAskedFor() {
        try (var it = ContractTransport.open(this)) {
            var lost = it.connected();
            lost.server().cut();
            lost.listener().settle();
            var again = it.connected();
            assertThat(it.server().attempts()).as("attempts of a client that asked for two connections").hasSize(2);
            again.serverSends(event(1));
            assertThat(again.listener().awaitMessage()).as("message on the connection after the lost one").isEqualTo(event(1));
        }
    }
}
