package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.assertArrive;
import static dev.dust.testkit.contract.ContractTransport.assertSame;
import static dev.dust.testkit.contract.ContractTransport.event;
import static dev.dust.testkit.contract.ContractTransport.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.codec.CodecException;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message is the same at both ends, whatever it holds and however long it is. */
public interface MessageContract extends TransportUnderTest {

    /** All parts of a message arrive, and those that are not there are not there. */
    @Test
    default void everyPart_arrives() {
        MapValue payload = Wire.mapOf("status", "ok", "response", Map.of("store_seq", 5));
        assertArrive(this, Stream.of(new ServerMessage("james/blog", "1", "2", ServerMessage.REPLY, payload),
                new ServerMessage("james/blog", null, "3", ServerMessage.REPLY, MapValue.EMPTY),
                new ServerMessage("james/blog", "4", null, ServerMessage.SNAPSHOT, payload),
                new ServerMessage("james/blog", null, null, ServerMessage.CLOSE, MapValue.EMPTY),
                new ServerMessage("0f8fad5b-d9cb-469f-a165-70867728950e", "", "", ServerMessage.CATCH_UP_COMPLETE, payload),
                new ServerMessage("j\u00e4mes:x/\ud83d\ude00", "join 1", "ref 2", "of a later protocol", payload)));
    }

    /** Numbers keep their kind and their size, and typed values what makes them so. */
    @Test
    default void values_arriveAsTheyAre() {
        assertArrive(this, values().map(value -> event(Wire.mapOf("value", value))));
    }

    /** Texts and keys with everything that some format takes for something else. */
    @Test
    default void hostileTexts_arriveAsTheyAre() {
        assertArrive(this, Texts.HOSTILE.stream().map(text -> event(Wire.mapOf(text, Map.of(text, List.of(text))))));
    }

    /** A snapshot is one message, of tens of megabytes. */
    @Test
    default void largeMessage_arrivesWhole() {
        assertArrive(this, Stream.of(event(Large.MESSAGE), event(1)));
    }

    /** All parts of a message reach the server, and those that are not there are not there. */
    @Test
    default void everyPart_reachesTheServer() {
        MapValue payload = Wire.mapOf("op", "set", "value", List.of(1, 1.0));
        assertReachTheServer(this, Stream.of(new ClientMessage("james/blog", "1", "2", ClientMessage.JOIN, payload),
                new ClientMessage("james/blog", null, "3", ClientMessage.STATUS, MapValue.EMPTY),
                new ClientMessage("james/blog", "4", null, ClientMessage.ACK_SEQ, payload),
                new ClientMessage("0f8fad5b-d9cb-469f-a165-70867728950e", "", "", ClientMessage.WRITE, payload),
                new ClientMessage("j\u00e4mes:x/\ud83d\ude00", "join 1", "ref 2", "of a later protocol", payload)));
    }

    /**
     * Numbers keep their kind and their size on the way to the server, and typed values what makes them so; but for those of
     * which the transport says that its format has no form for them.
     */
    @Test
    default void values_reachTheServerAsTheyAre() {
        try (var it = ContractTransport.open(this)) {
            assertReachTheServer(it, values().map(value -> write(1, Wire.mapOf("value", value)))
                    .filter(message -> hasForm(it.transport(), message)));
        }
    }

    private static boolean hasForm(Transport transport, ClientMessage message) {
        try {
            transport.sizeOf(message);
            return true;
        } catch (CodecException hasNone) {
            return false;
        }
    }

    /** What {@code sizeOf} says is what the server gets, of a message of any size. */
    @Test
    default void sizeOf_isWhatTheServerGets() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            Stream.of(MapValue.EMPTY, Wire.mapOf("value", 1), Wire.mapOf("value", 1L << 32),
                    Wire.mapOf("value", "\0\"\u00eb\ud83d\ude00"),
                    Wire.mapOf("value", Arrays.asList(null, 1.0, Map.of("a", new BigDecimal("29.99")))),
                    Wire.mapOf("value", "x".repeat(1 << 20))).map(payload -> write(1, payload)).forEach(message -> {
                        long size = size(it.transport(), message);
                        open.client().send(message);
                        assertSame(open.awaitAtServer(), message, "message at the server");
                        assertThat(size).as("what sizeOf() says of a message that has so many bytes at the server")
                                .isEqualTo(open.server().lastSize());
                    });
        }
    }

    /** Texts and keys with everything that some format takes for something else, on the way to the server. */
    @Test
    default void hostileTexts_reachTheServerAsTheyAre() {
        assertReachTheServer(this, Texts.HOSTILE.stream().map(text -> write(1, Wire.mapOf(text, Map.of(text, List.of(text))))));
    }

    /** A file is one message, of tens of megabytes. */
    @Test
    default void largeMessage_reachesTheServerWhole() {
        assertReachTheServer(this, Stream.of(write(1, Large.MESSAGE), write(2)));
    }

    private static Stream<Value> values() {
        BigInteger beyondLong = BigInteger.ONE.shiftLeft(64);
        return Stream.of(null, true, false, 0, -1, 1L << 32, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE, beyondLong,
                beyondLong.negate(), 0.0, -0.0, 1.0, 0.1, 1e22, 0x1p64, Double.MIN_VALUE, Double.MAX_VALUE, "", List.of(),
                Map.of(), Arrays.asList(null, List.of(1, 1.0), Map.of("a", Map.of("b", false))), new BigDecimal("29.990"),
                Instant.parse("2026-01-01T00:00:00.123Z")).map(Value::from);
    }

    private static long size(Transport transport, ClientMessage message) {
        try {
            return transport.sizeOf(message);
        } catch (CodecException hasNone) {
            throw new AssertionError("sizeOf() has no form for what every format has: " + hasNone.getMessage(), hasNone);
        }
    }

    private static void assertReachTheServer(TransportUnderTest contract, Stream<ClientMessage> messages) {
        try (var it = ContractTransport.open(contract)) {
            assertReachTheServer(it, messages);
        }
    }

    private static void assertReachTheServer(ContractTransport it, Stream<ClientMessage> messages) {
        Open open = it.connected();
        messages.forEach(message -> {
            open.client().send(message);
            assertSame(open.awaitAtServer(), message, "message at the server");
        });
    }
}
