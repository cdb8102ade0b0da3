package dev.dust.benchmarks.server;

import java.nio.ByteBuffer;

/** Counts a server's WebSocket frames as their bytes come. For one thread. */
final class FrameCounter {
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LENGTH = 0x7f;

    /** How many bytes of the head have come. */
    private int headBytes;
    /** How many bytes of length follow the first two; known with these. */
    private int lengthBytes;
    private long length;
    /** What is missing of the body. */
    private long left;

    /** How many frames end in {@code received}. */
    int count(ByteBuffer received) {
        int ended = 0;
        while (received.hasRemaining()) {
            if (left > 0) {
                int skipped = (int) Math.min(left, received.remaining());
                received.position(received.position() + skipped);
                left -= skipped;
                ended += left == 0 ? 1 : 0;
            } else if (isHeadWhole(received.get() & 0xff)) {
                headBytes = 0;
                left = length;
                ended += left == 0 ? 1 : 0;
            }
        }
        return ended;
    }

    private boolean isHeadWhole(int next) {
        headBytes++;
        if (headBytes == 1) {
            return false;
        }
        if (headBytes == 2) {
            int told = next & LENGTH;
            lengthBytes = told == TWO_BYTES ? 2 : told == EIGHT_BYTES ? 8 : 0;
            length = lengthBytes == 0 ? told : 0;
        } else {
            length = length << 8 | next;
        }
        return headBytes == 2 + lengthBytes;
    }
}
