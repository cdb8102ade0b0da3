package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.contract.ContractListener.Call;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.ServerMessage;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The transport keeps the connection alive, and says when it is dead (docs/protocol.md#heartbeat). Skipped for a transport that
 * needs no heartbeats.
 */
public interface HeartbeatContract extends TransportUnderTest {

    /** A heartbeat comes every interval; the answers are no messages, and a connection that answers lives. */
    @Test
    default void heartbeats_keepTheConnection() {
        try (var it = beating(this)) {
            Open open = it.connected();
            assertThat(Waiting.until(() -> open.server().heartbeats() >= 3, patience()))
                    .as("whether there were three heartbeats within %s", patience()).isTrue();
            assertThat(open.listener().calls()).as("calls of a connection on which nothing came but answers to heartbeats")
                    .doesNotContain(Call.RECEIVED, Call.CLOSED);
        }
    }

    /** A heartbeat that stays unanswered means that the connection is dead, whatever TCP says. */
    @Test
    default void silence_isFound() {
        try (var it = beating(this)) {
            Open open = it.connected();
            open.server().answerHeartbeats(false);
            assertThat(open.listener().awaitClosed("a heartbeat that nobody answered")).as("why the connection is gone")
                    .isInstanceOfSatisfying(Lost.class,
                            lost -> assertThat(lost.by()).as("law 5: whose doing it was").isEqualTo(By.NETWORK));
        }
    }

    /** While the listener blocks nothing is read, and the answers may be behind what it is busy with: that is no silence. */
    @Test
    default void blockedListener_isNoSilence() {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var it = beating(this)) {
            Open open = it.connected(it.listener().blocking(entered, release));
            open.server().send(event(1));
            Background.await(entered, patience());
            int before = open.server().heartbeats();
            Waiting.until(() -> open.server().heartbeats() > before + 2,
                    ContractTransport.heartbeatInterval(this).multipliedBy(4));
            open.server().send(event(2));
            release.countDown();
            ServerMessage first = open.listener().awaitMessage();
            while (!first.equals(event(1))) {
                // Before it came what another rule forbids: an answer to a heartbeat.
                first = open.listener().awaitMessage();
            }
            assertThat(open.listener().awaitMessage()).as("the message after one that the listener was busy with for long")
                    .isEqualTo(event(2));
        } finally {
            release.countDown();
        }
    }

    private static ContractTransport beating(HeartbeatContract contract) {
        Optional<ContractTransport> transport = ContractTransport.openBeating(contract);
        Assumptions.assumeTrue(transport.isPresent(), "this transport needs no heartbeats");
        return transport.get();
    }
}
