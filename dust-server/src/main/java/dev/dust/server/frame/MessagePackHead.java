package dev.dust.server.frame;

import dev.dust.value.MapValue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a MessagePack frame without its payload: whom it is from and addressed to can be known where the rest cannot be read.
 */
public final class MessagePackHead {
    private static final int ARRAY_OF_FIVE = 0x95;
    private static final int NIL = 0xc0;
    private static final int STR_8 = 0xd9;
    private static final int STR_16 = 0xda;
    private static final int STR_32 = 0xdb;
    private static final int FIXSTR = 0xa0;
    private static final int FIXSTR_MASK = 0xe0;

    private final ByteBuffer in;

    private MessagePackHead(byte[] frame) {
        in = ByteBuffer.wrap(frame);
    }

    /** The frame that {@code bytes} begin with, with an empty payload, or null if they begin with none. */
    public static @Nullable Frame of(byte[] bytes) {
        var head = new MessagePackHead(bytes);
        try {
            return head.next() == ARRAY_OF_FIVE ? head.frame() : null;
        } catch (BufferUnderflowException | IllegalArgumentException none) {
            return null;
        }
    }

    private @Nullable Frame frame() {
        String joinRef = text();
        String ref = text();
        String topic = text();
        String event = text();
        return topic == null || event == null ? null : new Frame(joinRef, ref, topic, event, MapValue.EMPTY);
    }

    private int next() {
        return Byte.toUnsignedInt(in.get());
    }

    private @Nullable String text() {
        int format = next();
        return switch (format) {
            case NIL -> null;
            case STR_8 -> text(next());
            case STR_16 -> text(Short.toUnsignedInt(in.getShort()));
            case STR_32 -> text(in.getInt());
            default -> {
                if ((format & FIXSTR_MASK) != FIXSTR) {
                    throw new IllegalArgumentException("neither text nor nil");
                }
                yield text(format - FIXSTR);
            }
        };
    }

    private String text(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text that ends before its end");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
