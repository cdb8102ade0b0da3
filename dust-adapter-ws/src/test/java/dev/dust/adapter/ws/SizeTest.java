package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.codec.CodecException;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How large a frame will be, and what has none. */
class SizeTest extends SocketTest {
    private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final int SMALL_STACK = 128 * 1_024;

    @ParameterizedTest
    @EnumSource(Format.class)
    void sizeOf_isWhatTheServerGets(Format format) {
        transport = transport(WebSocketOptions.defaults().format(format));
        var connection = open();
        var peer = server.peer();
        for (Object value : Arrays.asList(null, 1, 1.0, MOST, LEAST, "Zo\u00eb \ud83d\ude00 \"\n\0",
                List.of(1, Map.of("a", true)),
                new BigDecimal("29.99"), "x".repeat(70_000))) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("value", value);
            var message = message("7", fields);
            connection.send(message);
            assertThat(transport.sizeOf(message)).as("%s", message).isEqualTo(peer.read().payload().length);
        }
    }

    @Test
    void integersBeyond64Bits_haveNoForm_inMessagePack() {
        transport = transport(WebSocketOptions.defaults().format(Format.MESSAGE_PACK));
        for (Object value : List.of(MOST.add(BigInteger.ONE), LEAST.subtract(BigInteger.ONE))) {
            for (Object around : List.of(value, List.of(1, value), Map.of("a", List.of(Map.of("b", value))),
                    Map.of("_type", "file", "hash", "sha256:00", "size", 1, "more", value))) {
                assertThatExceptionOfType(CodecException.class)
                        .isThrownBy(() -> transport.sizeOf(message("1", Map.of("value", around))))
                        .withMessageContainingAll("MessagePack", "64 bits", "JSON");
            }
        }
    }

    @Test
    void integersBeyond64Bits_areSentToNobody_inMessagePack() {
        transport = transport(WebSocketOptions.defaults().format(Format.MESSAGE_PACK));
        var connection = open();
        var peer = server.peer();

        try (var log = new CapturedLog()) {
            connection.send(message("1", Map.of("value", MOST.add(BigInteger.ONE))));

            assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Lost.class,
                    reason -> assertThat(reason.message()).contains("could not be written", "MessagePack"));
            assertThat(log.messages(Level.SEVERE)).hasSize(1);
        }
        assertThat(peer.readsEnd()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aNameThatIsNoText_hasNoForm(Format format) {
        transport = transport(WebSocketOptions.defaults().format(format));
        assertThatExceptionOfType(CodecException.class).isThrownBy(
                () -> transport.sizeOf(new ClientMessage("unpaired \ud800", "1", "1", ClientMessage.STATUS, MapValue.EMPTY)));
    }

    /** What the codec takes is sent from a thread of any size; the rest is refused in words. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void depthCostsNoStack(Format format) throws InterruptedException {
        transport = transport(WebSocketOptions.defaults().format(format));
        var connection = open();
        var peer = server.peer();
        var failure = new AtomicReference<Throwable>();
        var warm = message("0", Map.of("value", List.of(1)));
        connection.send(warm);
        assertThat(transport.sizeOf(warm)).isEqualTo(peer.read().payload().length);

        var thread = new Thread(null, () -> {
            connection.send(deep(900));
            assertThat(transport.sizeOf(deep(900))).isPositive();
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> transport.sizeOf(deep(100_000)))
                    .withMessageContaining("nested more than");
        }, "small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();

        assertThat(failure.get()).isNull();
        assertThat((long) peer.read().payload().length).isEqualTo(transport.sizeOf(deep(900)));
    }

    private static ClientMessage deep(int depth) {
        Value value = Value.of(1);
        for (int i = 0; i < depth; i++) {
            value = new ListValue(List.of(value));
        }
        return message("1", Map.of("value", value));
    }
}
