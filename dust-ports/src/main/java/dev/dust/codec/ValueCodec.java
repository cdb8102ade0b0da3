package dev.dust.codec;

import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * One format for values. Law: {@code decode(encode(v)).equals(v)} for every value, integers of any size and floats apart, whole
 * maps in one go however deep (up to the format's limit, at least 500 levels). Every method may be called from any thread.
 */
public interface ValueCodec {

    /** Writes {@code value} to {@code out}, and neither flushes nor closes it. */
    void write(Value value, OutputStream out) throws IOException;

    /**
     * Reads the one value that {@code in} holds, to its end, and does not close it.
     *
     * @throws CodecException if the bytes are not exactly one value of this format
     * @throws IOException    if {@code in} fails
     */
    Value read(InputStream in) throws IOException;

    /** {@code value} as bytes. */
    byte[] encode(Value value);

    /**
     * The value that {@code length} bytes from {@code offset} on are.
     *
     * @throws CodecException if they are not exactly one value of this format
     */
    Value decode(byte[] bytes, int offset, int length);

    /**
     * The value that {@code bytes} are.
     *
     * @throws CodecException if they are not exactly one value of this format
     */
    default Value decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }
}
