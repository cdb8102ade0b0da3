package dev.dust.fuzz;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON by Jackson, whichever format is asked for, and writes nothing: what is to be mutated is JSON in these tests. */
final class JsonAlone implements Codecs {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public ValueCodec json() {
        return new Reading();
    }

    @Override
    public ValueCodec messagePack() {
        return new Reading();
    }

    @Override
    public ObjectCodec objects() {
        throw new UnsupportedOperationException();
    }

    private static final class Reading implements ValueCodec {
        @Override
        public Value decode(byte[] bytes, int offset, int length) {
            try {
                return Value.from(JSON.readValue(Arrays.copyOfRange(bytes, offset, offset + length), Object.class));
            } catch (JacksonException | IllegalArgumentException none) {
                throw new CodecException(none.getMessage());
            }
        }

        @Override
        public byte[] encode(Value value) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void write(Value value, OutputStream out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Value read(InputStream in) {
            throw new UnsupportedOperationException();
        }
    }
}
