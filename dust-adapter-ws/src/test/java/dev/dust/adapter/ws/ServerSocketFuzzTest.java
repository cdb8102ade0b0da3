package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.ValueMutations;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * On a real socket: what a server sends is told in its place, and what comes behind it arrives; only text that is none ends the
 * connection, as RFC 6455 wants it, and then the next one works.
 */
@Tag("slow")
class ServerSocketFuzzTest extends SocketTest {
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private static final Corpus FRAMES = Corpus.of(ServerSocketFuzzTest.class, "server-frames");
    private static final int MARK = 424_242;
    /** Of RFC 6455: a text was no UTF-8. */
    private static final int NO_TEXT = 1007;
    private static final Logger LOG = Logger.getLogger(ServerSocketFuzzTest.class.getPackageName());

    private Heard heard;
    private Peer peer;

    private static final class Heard implements Transport.Listener {
        private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();

        @Override
        public void opened() {
            calls.add("opened");
        }

        @Override
        public void received(ServerMessage message) {
            calls.add(message);
        }

        @Override
        public void unreadable(String why) {
            calls.add(why);
        }

        @Override
        public void closed(CloseReason reason) {
            calls.add(reason);
        }

        Object next() throws InterruptedException {
            Object call = calls.poll(ScriptedServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(call).as("the listener was not called").isNotNull();
            return call;
        }
    }

    /** What cannot be read is logged, on each connection. */
    @BeforeEach
    void keepTheLogSmall() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void logAgain() {
        LOG.setLevel(null);
    }

    @Test
    void json_isToldInItsPlace() {
        new Fuzzer("server-frames", FRAMES, MUTATIONS.json(), 1_000).unbounded().run(input -> take(Peer.TEXT, input));
    }

    @Test
    void messagePack_isToldInItsPlace() {
        Corpus frames = FRAMES.map(MUTATIONS::toMessagePack).and(Corpus.of(getClass(), "server-frames-messagepack"));
        new Fuzzer("server-frames-messagepack", frames, MUTATIONS.messagePack(), 1_000).unbounded()
                .run(input -> take(Peer.BINARY, input));
    }

    private String take(int opCode, byte[] input) throws InterruptedException {
        if (peer == null) {
            heard = new Heard();
            transport.connect(HANDSHAKE, heard);
            assertThat(heard.next()).isEqualTo("opened");
            peer = server.peer();
        }
        peer.offer(Peer.bytes(true, opCode, input));
        if (opCode == Peer.TEXT && !isText(input)) {
            return checkThatItEnds();
        }
        peer.offer(Peer.bytes(true, Peer.TEXT, json(MARK).getBytes(StandardCharsets.UTF_8)));
        Object first = heard.next();
        if (isMark(first)) {
            return "about no store";
        }
        Object second = heard.next();
        assertThat(isMark(second)).as("behind it comes %s", second).isTrue();
        return first instanceof ServerMessage message
                ? "a message " + (message.event().length() > 20 ? "" : message.event()) + message.unreadable().size()
                : "unreadable";
    }

    private String checkThatItEnds() throws InterruptedException {
        Peer.Frame farewell = peer.read();
        assertThat(farewell.opcode()).as("opcode").isEqualTo(Peer.CLOSE);
        assertThat(farewell.code()).isEqualTo(NO_TEXT);
        peer.hangUp();
        peer = null;
        assertThat(heard.next()).isInstanceOf(CloseReason.class);
        return "closed";
    }

    private static boolean isMark(Object call) {
        return call instanceof ServerMessage message && message.store().equals("james/blog")
                && Value.of(MARK).equals(message.payload().get("store_seq"));
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException none) {
            return false;
        }
    }
}
