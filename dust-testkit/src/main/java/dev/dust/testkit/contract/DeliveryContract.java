package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.A_WHILE;
import static dev.dust.testkit.contract.ContractTransport.event;
import static dev.dust.testkit.contract.ContractTransport.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.ContractListener.Call;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Laws 2 to 4: how messages come to the listener. */
public interface DeliveryContract extends TransportUnderTest {

    /** Every message arrives, once, in the order in which it was sent. */
    @Test
    default void messages_arriveInOrder_eachOnce() {
        int count = 5_000;
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            Background.start(() -> {
                open.serverSends(LongStream.range(0, count).mapToObj(ContractTransport::event).toList());
                return null;
            });
            for (long i = 0; i < count; i++) {
                assertThat(ContractTransport.seq(open.listener().awaitMessage()))
                        .as("law 3: number of message %d, of %d that are numbered from 0", i, count).isEqualTo(Value.of(i));
            }
        }
    }

    /** What the server sent before it ended the connection in good order arrives before the end does. */
    @Test
    default void lastMessages_arriveBeforeTheEnd() {
        var release = new CountDownLatch(1);
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().blocking(new CountDownLatch(1), release));
            for (int i = 0; i < 10; i++) {
                open.server().send(event(i));
            }
            open.listener().awaitMessage();
            open.server().hangUp();
            release.countDown();
            for (int i = 1; i < 10; i++) {
                assertThat(open.listener().awaitMessage()).as("laws 1, 3: message %d of 10 before the server closed", i)
                        .isEqualTo(event(i));
            }
        } finally {
            release.countDown();
        }
    }

    /** Not even the end comes while the listener is busy. */
    @Test
    default void calls_neverOverlap() {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().blocking(entered, release));
            open.server().send(event(1));
            Background.await(entered, patience());
            Background.start(() -> {
                open.client().close();
                return null;
            });
            open.server().isGone(A_WHILE);
            assertThat(open.listener().calls()).as("law 2: calls while received() has not returned")
                    .doesNotContain(Call.CLOSED);
            open.server().cut();
            release.countDown();
            open.listener().settle();
            assertThat(open.listener().overlapped()).as("law 2: whether calls overlapped").isFalse();
        } finally {
            release.countDown();
        }
    }

    /** While the listener blocks nothing is read, and the network slows the server down; then all that was sent arrives. */
    @Test
    default void blockedListener_slowsTheServerDown() {
        var release = new CountDownLatch(1);
        String filler = "x".repeat(64 << 10);
        int most = 2_048;
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().blocking(new CountDownLatch(1), release));
            int sent = 0;
            CompletableFuture<?> last;
            do {
                last = open.server().send(event(Wire.mapOf("store_seq", sent++, "value", filler)));
            } while (sent < most && Waiting.done(last, fullNetwork()));
            assertThat(sent).as("law 4: messages of 64 KiB that the network took while the listener blocked: nothing must be"
                    + " read then").isLessThan(most);
            release.countDown();
            for (int i = 0; i < sent; i++) {
                assertThat(ContractTransport.seq(open.listener().awaitMessage()))
                        .as("law 3: number of message %d, when the listener reads again", i).isEqualTo(Value.of(i));
            }
        } finally {
            release.countDown();
        }
    }

    /** A listener that throws is a fault, but not one to keep silent about: what comes next is the next message, or the end. */
    @Test
    default void listenerThatThrows_isNotLeftInTheDark() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected(it.listener().onReceived(message -> {
                if (message.equals(event(1))) {
                    throw new IllegalStateException("thrown by the contract, to see what becomes of it");
                }
                throw new LinkageError("thrown by the contract, to see what becomes of it");
            }));
            open.server().send(event(1));
            open.server().send(event(2));
            open.server().send(event(3));
            assertThat(Waiting.until(() -> open.listener().calls().size() > 3 || open.listener().isClosed(), patience()))
                    .as("whether there was another call after one that threw").isTrue();
        }
    }

    /** A listener may send, and close, from within any call. */
    @Test
    default void listener_maySendAndClose() {
        var connection = new CompletableFuture<Transport.Connection>();
        var returned = new CountDownLatch(1);
        try (var it = ContractTransport.open(this)) {
            var listener = it.listener().onOpened(() -> connection.join().send(write(1))).onReceived(message -> {
                if (message.equals(event(1))) {
                    connection.join().send(write(2));
                } else {
                    connection.join().close();
                    returned.countDown();
                }
            });
            connection.complete(it.connect(listener));
            ServerEnd server = it.accepted();
            assertThat(server.received(patience())).as("what the listener sent from within opened()").contains(write(1));
            server.send(event(1));
            assertThat(server.received(patience())).as("what the listener sent from within received()").contains(write(2));
            server.send(event(2));
            assertThat(Waiting.forIt(returned, patience())).as("whether close() returned, from within received()").isTrue();
        }
    }

    /** What is about no store is dropped, and neither ends the connection nor takes a message with it. */
    @Test
    default void junk_isDropped() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            List<ServerMessage> heard = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.server().sendJunk();
                open.serverSends(event(i));
                heard.add(open.listener().awaitMessage());
            }
            assertThat(heard).as("law 3: messages between frames about no store").containsExactly(event(0), event(1), event(2));
            assertThat(open.listener().calls()).as("law 3: calls where frames about no store stood between messages")
                    .doesNotContain(Call.UNREADABLE);
        }
    }
}
