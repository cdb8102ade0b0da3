package dev.dust.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a codec answers that implements no more of {@link ValueCodec} than it must. */
class ValueCodecTest {

    @Test
    void size_isAsManyBytesAsAreWritten_oneByOneOrTogether() {
        assertThat(new Texts().size(Value.of("caf\u00e9"))).isEqualTo(7);
    }

    @Test
    void decode_takesTheWholeArray_andHasNoGaps() {
        byte[] bytes = "-a-".getBytes(StandardCharsets.UTF_8);

        assertThat(new Texts().decode(bytes)).isEqualTo(Value.of("-a-"));
        assertThat(new Texts().decodeReadable(bytes, 1, 1)).isEqualTo(new ValueCodec.Decoded(Value.of("a"), List.of()));
    }

    /** Text in quotes. */
    private static final class Texts implements ValueCodec {
        @Override
        public void write(Value value, OutputStream out) throws IOException {
            out.write('"');
            byte[] bytes = ((TextValue) value).value().getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            out.write('"');
        }

        @Override
        public Value read(InputStream in) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encode(Value value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Value decode(byte[] bytes, int offset, int length) {
            return Value.of(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }
}
