package dev.dust.cli.chaos.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes one direction of a connection apart: an HTTP head, then WebSocket's frames (RFC 6455), if it comes to that. */
final class ChunkReader {
    private static final int PIECE = 8_192;
    private static final int MOST_BYTES = 64 << 20;
    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_OF_2_BYTES = 126;
    private static final int LENGTH_OF_8_BYTES = 127;
    private static final int MASK_BYTES = 4;

    private final InputStream in;
    private boolean headRead;
    private boolean framed;

    ChunkReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next chunk; null at the end, also in the middle of a frame. */
    Chunk next() throws IOException {
        try {
            if (!headRead) {
                return head();
            }
            return framed ? frame() : piece();
        } catch (EOFException torn) {
            return null;
        }
    }

    private Chunk head() throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] end = {'\r', '\n', '\r', '\n'};
        int matched = 0;
        while (matched < end.length && bytes.size() < PIECE) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
        }
        headRead = true;
        String firstLine = bytes.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        // A server that refuses goes on with something else. A client waits for the answer before it sends a frame.
        framed = firstLine.startsWith("GET ") || firstLine.contains(" 101");
        return new Chunk(bytes.toByteArray(), false);
    }

    private Chunk piece() throws IOException {
        byte[] bytes = new byte[PIECE];
        int length = in.read(bytes);
        return length < 0 ? null : new Chunk(Arrays.copyOf(bytes, length), false);
    }

    private Chunk frame() throws IOException {
        var frame = new ByteArrayOutputStream();
        int first = take(frame, 1)[0];
        int second = take(frame, 1)[0];
        long length = second & LENGTH;
        if (length == LENGTH_OF_2_BYTES) {
            length = number(take(frame, 2));
        } else if (length == LENGTH_OF_8_BYTES) {
            length = number(take(frame, 8));
        }
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        take(frame, (int) length + ((second & MASKED) == 0 ? 0 : MASK_BYTES));
        int opcode = first & OPCODE;
        boolean isWhole = (first & FIN) != 0 && (first & RESERVED) == 0;
        return new Chunk(frame.toByteArray(), isWhole && (opcode == 1 || opcode == 2));
    }

    private byte[] take(ByteArrayOutputStream frame, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        frame.writeBytes(bytes);
        return bytes;
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte each : bytes) {
            number = number << Byte.SIZE | each & 0xff;
        }
        return number;
    }
}
