package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.LoggedFaults;
import dev.dust.fuzz.ValueMutations;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A member that sends whatever it likes is answered, or its connection ends as one does whose messages cannot be read: not by a
 * fault of the server's. The next one is served.
 */
class ConnectionFuzzTest {
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private static final Corpus FRAMES = Corpus.of(ConnectionFuzzTest.class, "client-frames");
    private static final Corpus PACKED = FRAMES.map(MUTATIONS::toMessagePack)
            .and(Corpus.of(ConnectionFuzzTest.class, "client-frames-messagepack"));
    private static final int SERVER_ERROR = 1011;
    /** Histories that are caught up with must not grow for ever. */
    private static final int INPUTS_OF_A_STORE = 50;
    /** A connection that is cut while the client sends does not tell why. */
    private final LoggedFaults faults = new LoggedFaults(ConnectionFuzzTest.class.getPackageName());
    private int connected;

    @AfterEach
    void listenNoMore() {
        faults.close();
    }

    private void fuzz(ServerOptions options, Format format) {
        boolean json = format == Format.JSON;
        try (TestServer server = TestServer.start(options)) {
            new Fuzzer(json ? "client-frames" : "client-frames-messagepack",
                    json ? FRAMES : PACKED, json ? MUTATIONS.json() : MUTATIONS.messagePack(),
                    200)
                    .unbounded().run(input -> take(server, format, input));
        }
    }

    @Test
    void json_ofAMember_isAnsweredOrEndsItsConnection() {
        fuzz(ServerOptions.defaults(), Format.JSON);
    }

    @Test
    void messagePack_ofAMember_isAnsweredOrEndsItsConnection() {
        fuzz(ServerOptions.defaults(), Format.MESSAGE_PACK);
    }

    @Test
    void json_ofAMember_isAnsweredOrEndsItsConnection_asWithThePublicServer() {
        fuzz(ServerOptions.defaults().hosted(true), Format.JSON);
    }

    @Test
    void messagePack_ofAMember_isAnsweredOrEndsItsConnection_asWithThePublicServer() {
        fuzz(ServerOptions.defaults().hosted(true), Format.MESSAGE_PACK);
    }

    private String take(TestServer server, Format format, byte[] input) throws IOException {
        String store = "fuzz/%05d".formatted(connected++ / INPUTS_OF_A_STORE);
        server.store(store);
        int opCode = format == Format.JSON ? RawSocket.TEXT : RawSocket.BINARY;
        String vsn = format == Format.JSON ? "2.0.0" : "3.0.0";
        URI uri = RawClient.uri(server.url(), "token=any&capver=3&vsn=" + vsn + "&device_id=dev_fuzz");
        try (var socket = new RawSocket(uri)) {
            var join = new Frame("1", "1", "store:" + store, "phx_join", Wire.mapOf("last_store_seq", 0));
            socket.send(opCode, format.codec().encode(join.toValue()));
            Frame welcome = Frame.of(format.codec().decode(socket.next().message()));
            assertThat(Wire.text(welcome.payload(), "status")).as("the join behind the input before this one").isEqualTo("ok");
            socket.send(opCode, readdressed(input, store));
            var heartbeat = new Frame(null, "last", "phoenix", "heartbeat", MapValue.EMPTY);
            socket.send(opCode, format.codec().encode(heartbeat.toValue()));
            String answer = answer(format, socket);
            faults.check();
            return answer;
        }
    }

    /** The samples are of a store of their own, whose name is as long. */
    private static byte[] readdressed(byte[] input, String store) {
        String chars = new String(input, StandardCharsets.ISO_8859_1);
        return chars.replace("james/blog", store).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String answer(Format format, RawSocket socket) throws IOException {
        var events = new StringBuilder();
        while (true) {
            RawSocket.Said said = socket.next();
            if (said.message() == null) {
                assertThat(said.closeCode()).as("how the connection ends").isNotEqualTo(SERVER_ERROR);
                return events + " closed " + said.closeCode();
            }
            Frame frame = Frame.of(format.codec().decode(said.message()));
            if ("last".equals(frame.ref()) && frame.topic().equals("phoenix")) {
                return events.toString();
            }
            events.append(frame.event()).append(' ').append(Wire.text(frame.payload(), "status")).append(' ');
        }
    }
}
