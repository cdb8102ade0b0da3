package dev.dust.codec;

import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

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
     * How many bytes {@link #encode} would give; they are counted and not kept.
     *
     * @throws CodecException as that does
     */
    default long size(Value value) {
        var count = new ByteCount();
        try {
            write(value, count);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return count.bytes();
    }

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

    /**
     * A value as far as it could be read.
     *
     * @param value      has {@link Value#NULL} in each place that could not be read
     * @param unreadable these places, each as the keys that lead there from the outermost inwards (for an item of a list its
     *                   index, in decimal); empty if all was read
     */
    record Decoded(Value value, List<List<String>> unreadable) {
    }

    /**
     * The value that {@code length} bytes from {@code offset} on are, with gaps where a part of it is well-formed and yet no
     * value: a number with too many digits, a list that is too deep, text with an unpaired surrogate, an unknown extension
     * type. One such part must not cost its neighbours. Where it is a map's key, it costs the map: that is the place then.
     *
     * @throws CodecException if they are not exactly one value of this format, so that nothing can be told of it; or if there
     *                        are more gaps than can be named
     */
    default Decoded decodeReadable(byte[] bytes, int offset, int length) {
        return new Decoded(decode(bytes, offset, length), List.of());
    }
}
