package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.codec.CodecException;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.transport.ClientMessage;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The transport is asked for the size of a frame where it may be too large, or unusual, and only there. */
class SendableTest {
    private final List<ClientMessage> asked = new ArrayList<>();

    private Sendable sendable(long size) {
        return new Sendable("a/b", message -> {
            asked.add(message);
            return size;
        }, WriteBounds.defaults(), () -> 0);
    }

    private static Op put(Value value) {
        return new Op.Put(DustPath.parse("k"), value, Precondition.NONE);
    }

    @Test
    void smallWrite_isNotMeasured() {
        sendable(Long.MAX_VALUE).require("op_1", put(Value.of("small")));
        assertThat(asked).isEmpty();
    }

    @Test
    void writeWhoseFrameIsTooLarge_isRefused_andOneThatJustFitsIsNot() {
        Op large = put(Value.of("x".repeat(4_000_000)));
        sendable(8_000_000).require("op_1", large);
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> sendable(8_000_001).require("op_1", large))
                .withMessageContaining("the set of k is too large").withMessageContaining("8000001")
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo("too_large"));
        assertThat(asked).hasSize(2).allSatisfy(message -> assertThat(message.event()).isEqualTo(ClientMessage.WRITE));
    }

    @Test
    void writeThatTheFormatHasNoFormFor_isRefused_andSaysWhy() {
        var messagePack = new Sendable("a/b", message -> {
            throw new CodecException("MessagePack has no such integer");
        }, WriteBounds.defaults(), () -> 0);
        Op large = put(Value.from(List.of(BigInteger.ONE.shiftLeft(70))));
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> messagePack.require("op_1", large))
                .withMessageContaining("MessagePack has no such integer")
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo("invalid_value"));
    }
}
