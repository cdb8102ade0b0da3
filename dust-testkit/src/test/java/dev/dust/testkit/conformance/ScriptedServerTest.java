package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scripted transport keeps the law of {@link Transport}. */
class ScriptedServerTest {
    private final ScriptedServer server = new ScriptedServer();
    private final List<String> heard = new ArrayList<>();
    private final Transport.Connection connection = server.connect(new Handshake("dev_a", 3), new Transport.Listener() {
        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void received(ServerMessage message) {
            heard.add(message.event() + " of " + message.joinRef());
        }

        @Override
        public void unreadable(String why) {
            heard.add("unreadable: " + why);
        }

        @Override
        public void closed(CloseReason reason) {
            heard.add("closed");
        }
    });

    @Test
    void anAttempt_isOpenedOnce_andClosedOnce() {
        server.open();
        server.drop();
        connection.close();
        assertThat(server.tellClosed()).isFalse();
        assertThat(heard).containsExactly("opened", "closed");
    }

    @Test
    void aConnectionThatTheClientCloses_isToldClosed_laterAndOnce() {
        connection.close();
        assertThat(heard).isEmpty();
        assertThat(server.tellClosed()).isTrue();
        assertThat(server.tellClosed()).isFalse();
        assertThat(heard).containsExactly("closed");
    }

    @Test
    void theTransportsClose_closesWhatIsOpen() {
        server.open();
        server.close();
        assertThat(server.tellClosed()).isTrue();
        assertThat(heard).containsExactly("opened", "closed");
    }

    @Test
    void whatIsSentBeforeOpeningOrAfterClosing_isDropped() {
        connection.send(join("1"));
        server.open();
        connection.send(join("2"));
        server.drop();
        connection.send(join("3"));
        assertThat(server.pushes()).extracting(push -> push.message().ref()).containsExactly("2");
    }

    @Test
    void frames_belongToTheJoinThatWasAskedForLast_butTheEndToTheOneThatWasAccepted() {
        server.open();
        connection.send(join("1"));
        server.answerJoin(true, MapValue.EMPTY);
        connection.send(join("2"));
        server.send("event", MapValue.EMPTY);
        server.end("phx_close");
        server.answerJoin(true, MapValue.EMPTY);
        server.end("phx_error");
        assertThat(heard).containsExactly("opened", "phx_reply of 1", "event of 2", "phx_close of 1", "phx_reply of 2",
                "phx_error of 2");
    }

    private static ClientMessage join(String ref) {
        return new ClientMessage("test/store", ref, ref, ClientMessage.JOIN, MapValue.EMPTY);
    }
}
