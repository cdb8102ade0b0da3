package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.event;
import static dev.dust.testkit.contract.ContractTransport.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.testkit.contract.FakeServer.Answer;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The law of {@link dev.dust.transport.Transport.Connection#send}. */
public interface SendContract extends TransportUnderTest {

    /** Every message reaches the server, once, in the order in which it was sent. */
    @Test
    default void sent_reachTheServerInOrder_eachOnce() {
        int count = 5_000;
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            for (int i = 0; i < count; i++) {
                open.client().send(write(i));
            }
            for (int i = 0; i < count; i++) {
                assertThat(open.awaitAtServer()).as("message %d of %d that were sent", i, count).isEqualTo(write(i));
            }
        }
    }

    /** Any thread may send, of whatever kind, several at once, and interrupted ones too. What each sends stays in its order. */
    @Test
    default void threads_eachKeepTheirOrder() {
        int threads = 8;
        int each = 250;
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            for (int t = 0; t < threads; t++) {
                String name = "org/thread" + t;
                boolean interrupted = t < 2;
                (t % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(() -> {
                    for (int i = 0; i < each; i++) {
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        open.client()
                                .send(new ClientMessage(name, "1", Integer.toString(i), ClientMessage.STATUS, MapValue.EMPTY));
                    }
                });
            }
            Map<String, Integer> next = new HashMap<>();
            for (int i = 0; i < threads * each; i++) {
                ClientMessage message = open.awaitAtServer();
                int expected = next.merge(message.store(), 1, Integer::sum) - 1;
                assertThat(message.ref()).as("number of the next message from the thread %s", message.store())
                        .isEqualTo(Integer.toString(expected));
            }
        }
    }

    /**
     * {@code send} does not wait for a server that does not read, and nothing is lost of what the network does not take yet.
     */
    @Test
    default void send_neverWaitsForTheServer() {
        MapValue megabyte = Wire.mapOf("value", "x".repeat(1 << 20));
        int count = 32;
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            open.server().read(false);
            Background.get(Background.start(() -> {
                for (int i = 0; i < count; i++) {
                    open.client().send(write(i, megabyte));
                }
                return null;
            }), patience(), "send() to a server that does not read");
            open.server().read(true);
            List<String> refs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                refs.add(open.awaitAtServer().ref());
            }
            assertThat(refs).as("messages of 1 MiB at the server, when it reads again").doesNotHaveDuplicates();
        }
    }

    /** {@code send} does not wait for the listener either: what was sent leaves while the listener blocks. */
    @Test
    default void send_neverWaitsForTheListener() {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().blocking(entered, release));
            open.server().send(event(1));
            Background.await(entered, patience());
            Background.get(Background.start(() -> {
                open.client().send(write(1));
                return null;
            }), patience(), "send() while the listener blocks");
            assertThat(open.awaitAtServer()).as("what was sent while the listener blocked").isEqualTo(write(1));
        } finally {
            release.countDown();
        }
    }

    /** Who sends before the connection is open breaks nothing; whether that is sent is not promised. */
    @Test
    default void send_beforeTheOpening_doesNoHarm() {
        try (var it = ContractTransport.open(this)) {
            it.server().answer(Answer.HOLD);
            var listener = it.listener();
            var connection = it.connect(listener);
            assertThatCode(() -> connection.send(write(1))).as("send() before the connection is open")
                    .doesNotThrowAnyException();
            Waiting.until(() -> !it.server().attempts().isEmpty(), patience());
            it.server().answer(Answer.ACCEPT);
            listener.awaitOpened();
            ServerEnd server = it.accepted();
            connection.send(write(2));
            ClientMessage first = server.received(patience()).orElse(null);
            ClientMessage last = write(1).equals(first) ? server.received(patience()).orElse(null) : first;
            assertThat(last).as("the message that was sent when the connection was open").isEqualTo(write(2));
        }
    }

    /** Who sends while the connection is lost, and when it is gone, is not troubled with that: {@code closed} tells. */
    @Test
    default void send_duringAndAfterALoss_doesNoHarm() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            var sender = Background.start(() -> {
                long number = 0;
                while (!open.listener().isClosed() && number < 100_000) {
                    open.client().send(write(number++));
                }
                return null;
            });
            open.awaitAtServer();
            open.server().cut();
            Background.get(sender, patience(), "send() while the connection is lost");
            open.listener().settle();
            assertThatCode(() -> open.client().send(write(0))).as("send() when the connection is gone")
                    .doesNotThrowAnyException();
        }
    }

    /** What has no form on the wire is not just dropped: it arrives as it is, or the connection ends. */
    @Test
    default void unsendable_isToldByTheEnd() {
        var unpaired = new ClientMessage("unpaired/\ud800", "1", "1", ClientMessage.STATUS, MapValue.EMPTY);
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            assertThatCode(() -> open.client().send(unpaired)).as("send() of a text that UTF-8 does not have")
                    .doesNotThrowAnyException();
            open.client().send(write(2));
            Optional<ClientMessage> first = open.server().received(patience());
            first.ifPresent(message -> assertThat(message)
                    .as("the first message at the server, after a send() of one that cannot be written").isEqualTo(unpaired));
            if (first.isEmpty()) {
                open.listener().awaitClosed("a send() of what cannot be written");
            }
        }
    }
}
