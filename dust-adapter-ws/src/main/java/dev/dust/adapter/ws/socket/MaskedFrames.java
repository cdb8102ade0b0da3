package dev.dust.adapter.ws.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Puts messages into frames as a client has to send them (RFC 6455, 5.2): whole, masked, each with a key that nobody can guess.
 * Safe for every thread.
 */
final class MaskedFrames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int WHOLE = 0x80;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int MEDIUM = 0xFFFF;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int KEY = Integer.BYTES;
    /** So many are drawn at once: one by one they cost more than all else here. */
    private static final int KEYS = 1 << 12;

    private final SecureRandom random = new SecureRandom();
    private final byte[] keys = new byte[KEYS];
    private int used = KEYS;

    /**
     * A frame with all of {@code message}, which is left as it is.
     *
     * @param text whether it is UTF-8; else it is binary
     */
    ByteBuffer frame(boolean text, byte[] message) {
        int length = message.length;
        int extended = length <= SHORT ? 0 : length <= MEDIUM ? Short.BYTES : Long.BYTES;
        var frame = ByteBuffer.allocate(2 + extended + KEY + length);
        frame.put((byte) (WHOLE | (text ? TEXT : BINARY)));
        switch (extended) {
            case 0 -> frame.put((byte) (MASKED | length));
            case Short.BYTES -> frame.put((byte) (MASKED | LENGTH_IN_2_BYTES)).putShort((short) length);
            default -> frame.put((byte) (MASKED | LENGTH_IN_8_BYTES)).putLong(length);
        }
        int key = key();
        frame.putInt(key);
        mask(message, key, frame.array(), frame.position());
        return frame.position(0);
    }

    private synchronized int key() {
        if (used == KEYS) {
            random.nextBytes(keys);
            used = 0;
        }
        int key = (int) INTS.get(keys, used);
        used += KEY;
        return key;
    }

    private static void mask(byte[] message, int key, byte[] frame, int offset) {
        long twice = Integer.toUnsignedLong(key) << Integer.SIZE | Integer.toUnsignedLong(key);
        int at = 0;
        for (; at + Long.BYTES <= message.length; at += Long.BYTES) {
            LONGS.set(frame, offset + at, (long) LONGS.get(message, at) ^ twice);
        }
        for (; at < message.length; at++) {
            frame[offset + at] = (byte) (message[at] ^ key >>> (KEY - 1 - at % KEY) * Byte.SIZE);
        }
    }
}
