package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Bytes are a value or a {@link CodecException}, whoever wrote them. A value is the same however it is read, and after it was
 * written in either format; of bytes that are a value in part, the gaps are null.
 */
class CodecFuzzTest {
    private static final Corpus VALUES = Corpus.of(CodecFuzzTest.class, "values");
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private final ValueCodec json = MUTATIONS.codecs().json();
    private final ValueCodec messagePack = MUTATIONS.codecs().messagePack();

    @Test
    void jsonOfStrangers_isAValueOrRefused() {
        new Fuzzer("values", VALUES, MUTATIONS.json(), 20_000).run(input -> check(json, messagePack, input));
    }

    @Test
    void messagePackOfStrangers_isAValueOrRefused() {
        Corpus packed = VALUES.map(MUTATIONS::toMessagePack).and(Corpus.of(getClass(), "values-messagepack"));
        new Fuzzer("values-messagepack", packed, MUTATIONS.messagePack(), 20_000)
                .run(input -> check(messagePack, json, input));
    }

    private static String check(ValueCodec codec, ValueCodec other, byte[] input) throws IOException {
        ValueCodec.Decoded readable = readable(codec, input);
        Value value;
        try {
            value = codec.decode(input);
        } catch (CodecException refused) {
            assertThat(isRead(codec, input)).as("read from a stream, though refused as bytes").isFalse();
            if (readable != null) {
                // There are no gaps if all of them had keys that come again: the last value of a key counts.
                readable.unreadable().forEach(place -> assertThat(at(readable.value(), place)).isEqualTo(Value.NULL));
                checkRoundTrip(codec, other, readable.value());
            }
            return (readable == null ? "refused " : "gaps ") + Target.kind(refused);
        }
        assertThat(readable).as("read with gaps").isEqualTo(new ValueCodec.Decoded(value, List.of()));
        assertThat(codec.read(new ByteArrayInputStream(input)).equals(value)).as("the same from a stream").isTrue();
        checkRoundTrip(codec, other, value);
        return value.type() + " " + shape(value);
    }

    private static ValueCodec.Decoded readable(ValueCodec codec, byte[] input) {
        try {
            return codec.decodeReadable(input, 0, input.length);
        } catch (CodecException refused) {
            return null;
        }
    }

    private static boolean isRead(ValueCodec codec, byte[] input) throws IOException {
        try {
            codec.read(new ByteArrayInputStream(input));
            return true;
        } catch (CodecException refused) {
            return false;
        }
    }

    private static void checkRoundTrip(ValueCodec codec, ValueCodec other, Value value) {
        byte[] written = codec.encode(value);
        Value again = codec.decode(written);
        assertThat(again.equals(value)).as("written and read").isTrue();
        assertThat(again.hashCode()).isEqualTo(value.hashCode());
        assertThat(codec.encode(again)).as("the normal form").isEqualTo(written);
        assertThat(other.decode(other.encode(value)).equals(value)).as("by way of the other format").isTrue();
    }

    /** Coarse: so that values of new shapes are found interesting, and not all of them. */
    private static String shape(Value value) {
        return switch (value) {
            case ListValue list -> "of " + Integer.highestOneBit(list.items().size());
            case MapValue map -> "of " + Integer.highestOneBit(map.size());
            default -> "";
        };
    }

    private static Value at(Value root, List<String> place) {
        Value value = root;
        for (String key : place) {
            value = switch (value) {
                case ListValue list -> list.items().get(Integer.parseInt(key));
                case MapValue map -> map.get(key);
                case TypedValue typed -> typed.wire().get(key);
                default -> throw new AssertionError("the place " + place + " leads into a " + value.type());
            };
        }
        return value;
    }
}
