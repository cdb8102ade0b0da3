package dev.dust.testkit;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.ValueMutations;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Whatever a server says that is a message at all, in the middle of a membership with a write under way: the client goes on,
 * and is right again after its next catch-up.
 */
class ServerMessageFuzzTest {
    private static final ValueCodec JSON = new JacksonCodecs().json();
    private static final int PAYLOAD = 4;
    /** What stands in the samples for the membership and the write of now. */
    private static final Value JOIN_REF = Value.of("1");
    private static final Value WRITE_REF = Value.of("3");

    @Test
    void whateverTheServerSays_theClientGoesOn() {
        new Fuzzer("server-messages", Corpus.of(getClass(), "server-messages"),
                new ValueMutations(new JacksonCodecs()).jsonLines(), 1_000).unbounded()
                .run(ServerMessageFuzzTest::take);
    }

    private static String take(byte[] input) {
        try (var client = new FuzzedClient(new NaiveCache())) {
            client.server.write("probe", 1);
            client.store().on("**", event -> {
            });
            client.server.rest();
            client.server.silent(true);
            client.store().put("mine", 1);
            client.server.rest();
            int said = 0;
            for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
                Optional<ServerMessage> message = message(line, client.server);
                message.ifPresent(client.server::say);
                said += message.isPresent() ? 1 : 0;
            }
            client.server.rest();
            var status = client.store().status();
            client.checkThatItGoesOn();
            return said + " " + status.connection() + " " + Math.min(9, status.lastStoreSeq()) + " " + status.pendingOps() + " "
                    + Math.min(9, status.entryCount()) + " " + status.missing();
        }
    }

    private static Optional<ServerMessage> message(String line, FuzzedServer server) {
        try {
            byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
            ValueCodec.Decoded read = JSON.decodeReadable(utf8, 0, utf8.length);
            if (!(read.value() instanceof ListValue(List<Value> parts)) || parts.size() != PAYLOAD + 1
                    || !(parts.get(3) instanceof TextValue(String event))) {
                return Optional.empty();
            }
            List<List<String>> places = read.unreadable().stream()
                    .filter(place -> place.getFirst().equals(Integer.toString(PAYLOAD)))
                    .map(place -> place.subList(1, place.size())).toList();
            return Optional.of(new ServerMessage(FuzzedServer.STORE,
                    parts.get(0).equals(JOIN_REF) ? server.joinRef() : text(parts.get(0)),
                    parts.get(1).equals(WRITE_REF) ? server.writeRef() : text(parts.get(1)), event,
                    parts.get(PAYLOAD) instanceof MapValue payload ? payload : MapValue.EMPTY, places));
        } catch (CodecException none) {
            return Optional.empty();
        }
    }

    private static String text(Value value) {
        return value instanceof TextValue(String text) ? text : null;
    }
}
