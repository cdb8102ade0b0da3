package dev.dust.adapter.jackson;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Characters from bytes that are all there. An {@link java.io.InputStreamReader} does the same by way of a buffer of its own.
 * Malformed UTF-8 is a {@link java.nio.charset.CharacterCodingException}.
 */
final class Utf8Reader extends Reader {
    private final ByteBuffer in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    Utf8Reader(ByteBuffer in) {
        this.in = in;
    }

    /** Needs a {@code length} of at least 2, which has room for any code point. */
    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (!in.hasRemaining()) {
            return -1;
        }
        CharBuffer out = CharBuffer.wrap(buffer, offset, length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError() && out.position() == offset) {
            result.throwException();
        }
        return out.position() - offset;
    }

    @Override
    public void close() {
        // There is nothing to be given back.
    }
}
