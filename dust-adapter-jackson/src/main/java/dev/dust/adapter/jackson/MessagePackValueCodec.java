package dev.dust.adapter.jackson;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.buffer.MessageBuffer;

/**
 * MessagePack, with what docs/protocol.md#leniency says of other clients' dialects. Integers beyond int64 and uint64 are
 * {@link Extensions}.
 */
final class MessagePackValueCodec implements ValueCodec {
    private static final String UNIVERSAL_BUFFER = "msgpack.universal-buffer";

    static {
        // Unless told otherwise, msgpack-core uses sun.misc.Unsafe: no faster here, and newer JDKs print warnings of it. It
        // asks when its buffers are initialized, which is now: what the application has not set is not set afterwards.
        boolean untold = System.getProperty(UNIVERSAL_BUFFER) == null;
        if (untold) {
            System.setProperty(UNIVERSAL_BUFFER, "true");
        }
        MessageBuffer.wrap(new byte[0]);
        if (untold) {
            System.clearProperty(UNIVERSAL_BUFFER);
        }
    }

    /** Strings are turned into bytes by the JDK, which is faster at every length than the packer's own way. */
    private static final MessagePack.PackerConfig CONFIG = new MessagePack.PackerConfig()
            .withSmallStringOptimizationThreshold(Integer.MAX_VALUE);

    @Override
    public void write(Value value, OutputStream out) throws IOException {
        MessagePacker packer = CONFIG.newPacker(new Unflushed(out));
        write(value, packer);
        packer.flush();
    }

    @Override
    public byte[] encode(Value value) {
        MessageBufferPacker packer = CONFIG.newBufferPacker();
        try {
            write(value, packer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packer.toByteArray();
    }

    private static void write(Value value, MessagePacker packer) throws IOException {
        try {
            ValueWalk.write(value, new MessagePackWriter(packer));
        } catch (IllegalArgumentException refused) {
            throw new CodecException("cannot be written as MessagePack: " + refused.getMessage(), refused);
        }
    }

    @Override
    public Value read(InputStream in) throws IOException {
        return decode(in.readAllBytes());
    }

    @Override
    public Value decode(byte[] bytes, int offset, int length) {
        return decode(bytes, offset, length, MessagePackReader::read);
    }

    /** Nearly always everything can be read, and then this costs nothing more. */
    @Override
    public Decoded decodeReadable(byte[] bytes, int offset, int length) {
        try {
            return new Decoded(decode(bytes, offset, length), List.of());
        } catch (CodecException strict) {
            return decode(bytes, offset, length, reader -> {
                ValueBuilder read = reader.readReadable();
                return new Decoded(Objects.requireNonNull(read.complete(), "complete"), Gaps.places(read.gaps()));
            });
        }
    }

    private interface Reading<T> {
        T from(MessagePackReader reader) throws IOException;
    }

    /** What {@code reading} reads, which must be all that there is. */
    private static <T> T decode(byte[] bytes, int offset, int length, Reading<T> reading) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        var reader = new MessagePackReader(bytes, offset, length);
        try {
            T read = reading.from(reader);
            if (reader.hasMore()) {
                throw new IllegalArgumentException("something follows the value");
            }
            return read;
        } catch (MessageInsufficientBufferException truncated) {
            throw malformed("the input ends in the middle of a value", reader, truncated);
        } catch (MessagePackException | IllegalArgumentException malformed) {
            throw malformed(malformed.getMessage(), reader, malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static CodecException malformed(@Nullable String what, MessagePackReader reader, RuntimeException cause) {
        return new CodecException("not MessagePack at byte " + reader.position() + ": " + what, cause);
    }

    /** A stream that is only written to: the packer flushes what it writes to. */
    private static final class Unflushed extends FilterOutputStream {

        Unflushed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // The stream's owner flushes it.
        }
    }
}
