package dev.dust.codec;

import java.io.OutputStream;

/** Counts what is written to it, and keeps nothing. */
final class ByteCount extends OutputStream {
    private long bytes;

    long bytes() {
        return bytes;
    }

    @Override
    public void write(int b) {
        bytes++;
    }

    @Override
    public void write(byte[] written, int offset, int length) {
        bytes += length;
    }
}
