package dev.dust.adapter.ws.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.glassfish.tyrus.spi.ReadHandler;

/**
 * Hands what arrives over to Tyrus, frame by frame (RFC 6455, section 5.2). Tyrus copies all that it has of a frame each time
 * that more of it arrives; so a frame that did not arrive in one piece goes to it as a fragment per piece, which is as good
 * (section 5.4) and needs no room.
 */
final class FrameSplitter {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int CONTROL = 0x08;
    private static final int CLOSE = 0x08;
    private static final int NO_CODE = 1005;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH_OF_2 = 126;
    private static final int LENGTH_OF_8 = 127;
    private static final int MAX_CONTROL = 125;

    private final ReadHandler tyrus;
    private final long maxMessage;

    private long message;
    private int first;
    private long missing;
    private OptionalInt closeCode = OptionalInt.empty();

    FrameSplitter(ReadHandler tyrus, long maxMessage) {
        this.tyrus = tyrus;
        this.maxMessage = maxMessage;
    }

    /**
     * Hands over what {@code received} holds, from its position to its limit, and leaves there what is not enough yet: always
     * fewer bytes than the largest control frame has.
     *
     * @throws IOException if the server breaks the protocol, or a message is too large
     */
    void accept(ByteBuffer received) throws IOException {
        while (received.hasRemaining() && (missing > 0 ? piece(received) : frame(received))) {
            // until nothing more can be taken
        }
    }

    private boolean frame(ByteBuffer received) throws IOException {
        int header = headerLength(received);
        if (received.remaining() < header) {
            return false;
        }
        int start = received.position();
        int opcode = received.get(start);
        long length = payloadLength(received, start);
        check(opcode, received.get(start + 1), length);
        if (received.remaining() >= header + length) {
            if ((opcode & OPCODE) == CLOSE) {
                closing(received, start + header, length);
            }
            tyrus.handle(received.slice(start, header + (int) length));
            received.position(start + header + (int) length);
            return true;
        }
        if ((opcode & CONTROL) != 0) {
            return false;
        }
        received.position(start + header);
        first = opcode;
        missing = length;
        return true;
    }

    private void closing(ByteBuffer received, int payload, long length) {
        if (length >= Short.BYTES) {
            closeCode = OptionalInt.of(Short.toUnsignedInt(received.getShort(payload)));
        } else if (length == 0) {
            closeCode = OptionalInt.of(NO_CODE);
        }
    }

    /**
     * The code with which the server has closed, 1005 standing for none; empty if it has not, or not as the protocol wants it.
     */
    OptionalInt closeCode() {
        return closeCode;
    }

    private boolean piece(ByteBuffer received) {
        int length = (int) Math.min(missing, received.remaining());
        missing -= length;
        var header = ByteBuffer.allocate(10);
        header.put((byte) (missing == 0 ? first : first & ~FIN)).put((byte) LENGTH_OF_8).putLong(length).flip();
        tyrus.handle(header);
        tyrus.handle(received.slice(received.position(), length));
        received.position(received.position() + length);
        first = first & FIN | CONTINUATION;
        return true;
    }

    private static int headerLength(ByteBuffer received) {
        if (received.remaining() < 2) {
            return 2;
        }
        return switch (received.get(received.position() + 1) & ~MASKED) {
            case LENGTH_OF_2 -> 4;
            case LENGTH_OF_8 -> 10;
            default -> 2;
        };
    }

    private static long payloadLength(ByteBuffer received, int start) {
        int code = received.get(start + 1) & ~MASKED;
        return switch (code) {
            case LENGTH_OF_2 -> Short.toUnsignedInt(received.getShort(start + 2));
            case LENGTH_OF_8 -> received.getLong(start + 2);
            default -> code;
        };
    }

    private void check(int opcode, int second, long length) throws IOException {
        if ((second & MASKED) != 0) {
            throw new IOException("the server masks its frames, which is against the protocol");
        }
        if ((opcode & CONTROL) != 0) {
            if (length > MAX_CONTROL) {
                throw new IOException("the server sent a control frame of " + length + " bytes");
            }
            return;
        }
        message = (opcode & OPCODE) == CONTINUATION ? message : 0;
        if (length < 0 || length > maxMessage - message) {
            throw new IOException("the server sent a message of more than " + maxMessage + " bytes, the maximum");
        }
        message += length;
    }
}
