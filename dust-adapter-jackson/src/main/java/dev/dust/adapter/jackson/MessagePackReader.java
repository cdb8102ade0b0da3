package dev.dust.adapter.jackson;

import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageFormatException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads values from MessagePack. What the input declares is never believed: a length that the rest of the input cannot hold is
 * refused before anything is allocated for it.
 */
final class MessagePackReader {
    private static final long NANOS_OF_A_SECOND = 1_000_000_000;

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final MessageUnpacker in;

    MessagePackReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.in = MessagePack.newDefaultUnpacker(bytes, offset, length);
    }

    /** How many bytes were read. */
    long position() {
        return in.getTotalReadBytes();
    }

    boolean hasMore() {
        return position() < length;
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException              if there is something that is no value, or beyond the {@link Limits}
     * @throws org.msgpack.core.MessagePackException if the bytes are not MessagePack
     */
    Value read() throws IOException {
        var builder = new ValueBuilder();
        while (builder.complete() == null) {
            if (builder.wantsKey()) {
                builder.key(key());
            }
            part(builder);
        }
        return builder.complete();
    }

    /**
     * Reads one value, with gaps where a part is no value, or beyond the {@link Limits}.
     *
     * @return what has read it, and knows the gaps
     * @throws org.msgpack.core.MessagePackException if the bytes are not MessagePack
     */
    ValueBuilder readReadable() throws IOException {
        var builder = new ValueBuilder();
        while (builder.complete() == null) {
            if (!builder.wantsKey() || readableKey(builder)) {
                readablePart(builder);
            }
        }
        return builder;
    }

    /** Whether there was a key; else its map has been given up. */
    private boolean readableKey(ValueBuilder builder) throws IOException {
        long start = position();
        try {
            builder.key(key());
            return true;
        } catch (IllegalArgumentException noKey) {
            boolean passed = position() > start;
            skipValues(2L * builder.giveUp() - (passed ? 1 : 0));
            builder.addGap();
            return false;
        }
    }

    private void readablePart(ValueBuilder builder) throws IOException {
        if (builder.isDeepest() && isListOrMap(in.getNextFormat())) {
            skipValues(1);
            builder.addGap();
            return;
        }
        try {
            part(builder);
        } catch (IllegalArgumentException noValue) {
            builder.addGap();
        }
    }

    private static boolean isListOrMap(MessageFormat format) {
        return format.getValueType() == ValueType.ARRAY || format.getValueType() == ValueType.MAP;
    }

    /** Passes over so many values, whatever they are. */
    private void skipValues(long count) throws IOException {
        for (long left = count; left > 0; left--) {
            switch (in.getNextFormat().getValueType()) {
                case ARRAY -> {
                    int size = in.unpackArrayHeader();
                    expect(size);
                    left += size;
                }
                case MAP -> {
                    int size = in.unpackMapHeader();
                    expect(2L * size);
                    left += 2L * size;
                }
                case STRING -> skip(in.unpackRawStringHeader());
                case BINARY -> skip(in.unpackBinaryHeader());
                case EXTENSION -> skip(in.unpackExtensionTypeHeader().getLength());
                default -> in.skipValue();
            }
        }
    }

    private void part(ValueBuilder builder) throws IOException {
        MessageFormat format = in.getNextFormat();
        switch (format.getValueType()) {
            case STRING -> builder.add(Value.of(text()));
            case INTEGER -> builder.add(integer(format));
            case FLOAT -> builder.add(Value.of(in.unpackDouble()));
            case BOOLEAN -> builder.add(Value.of(in.unpackBoolean()));
            case NIL -> {
                in.unpackNil();
                builder.add(Value.NULL);
            }
            case MAP -> {
                int size = in.unpackMapHeader();
                expect(2L * size);
                builder.startMap(size);
            }
            case ARRAY -> {
                int size = in.unpackArrayHeader();
                expect(size);
                builder.startList(size);
            }
            case EXTENSION -> builder.add(extension(in.unpackExtensionTypeHeader()));
            case BINARY -> {
                skip(in.unpackBinaryHeader());
                throw new IllegalArgumentException("binary data is no value");
            }
        }
    }

    private String key() throws IOException {
        MessageFormat format = in.getNextFormat();
        return switch (format.getValueType()) {
            case STRING -> text();
            case INTEGER -> integer(format).toString();
            default -> throw new IllegalArgumentException("a map's keys must be strings, not " + format);
        };
    }

    private IntValue integer(MessageFormat format) throws IOException {
        return format == MessageFormat.UINT64 ? Value.of(in.unpackBigInteger()) : Value.of(in.unpackLong());
    }

    private String text() throws IOException {
        int size = in.unpackRawStringHeader();
        int from = skip(size);
        String text = new String(bytes, from, size, StandardCharsets.UTF_8);
        // Malformed UTF-8 decodes to U+FFFD, which may as well have been written on purpose.
        if (text.indexOf('\uFFFD') >= 0 && !isExactly(text, from, size)) {
            throw new IllegalArgumentException("a string is not UTF-8");
        }
        return text;
    }

    private boolean isExactly(String text, int from, int size) {
        byte[] exact = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(exact, 0, exact.length, bytes, from, from + size);
    }

    private Value extension(ExtensionTypeHeader header) throws IOException {
        int size = header.getLength();
        int from = skip(size);
        return switch (header.getType()) {
            case Extensions.UNDEFINED -> Value.NULL;
            case Extensions.INTEGER -> bigInteger(from, size);
            case Extensions.TIMESTAMP -> timestamp(ByteBuffer.wrap(bytes, from, size));
            default -> throw new IllegalArgumentException("extension type " + header.getType() + " is unknown");
        };
    }

    /** Seconds, or nanoseconds and seconds in 8 or 12 bytes, as MessagePack's specification has them. */
    private static Value timestamp(ByteBuffer payload) {
        return switch (payload.remaining()) {
            case 4 -> instant(Integer.toUnsignedLong(payload.getInt()), 0);
            case 8 -> {
                long both = payload.getLong();
                yield instant(both & (1L << 34) - 1, both >>> 34);
            }
            case 12 -> {
                long nanos = Integer.toUnsignedLong(payload.getInt());
                yield instant(payload.getLong(), nanos);
            }
            default -> throw new IllegalArgumentException("a timestamp of " + payload.remaining() + " bytes");
        };
    }

    private static Value instant(long seconds, long nanos) {
        if (nanos >= NANOS_OF_A_SECOND) {
            throw new IllegalArgumentException("a timestamp has " + nanos + " nanoseconds beside its seconds");
        }
        try {
            return Value.of(Instant.ofEpochSecond(seconds, nanos));
        } catch (DateTimeException tooFar) {
            throw new IllegalArgumentException("a timestamp of " + seconds + " s lies beyond all datetimes", tooFar);
        }
    }

    private Value bigInteger(int from, int size) {
        if (size == 0) {
            throw new IllegalArgumentException("an integer has no bytes");
        }
        return Value.of(Limits.check(new BigInteger(bytes, from, size)));
    }

    /** Passes over the next {@code size} bytes, and tells where in the array they begin. */
    private int skip(int size) throws IOException {
        expect(size);
        int from = offset + (int) position();
        in.readPayloadAsReference(size);
        return from;
    }

    private void expect(long size) {
        long left = length - position();
        if (size > left) {
            throw new MessageFormatException("at least " + size + " more bytes are declared, and there are " + left);
        }
    }
}
