package dev.dust.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a client sends, which knows whether it was the client's end that broke. For one thread. */
final class Incoming extends FilterInputStream {
    private boolean broken;
    private long bytes;

    Incoming(InputStream content) {
        super(content);
    }

    boolean isBroken() {
        return broken;
    }

    /** How many bytes have come. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        broken = true;
        int read = in.read();
        broken = false;
        bytes += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        broken = true;
        int read = in.read(into, offset, length);
        broken = false;
        bytes += Math.max(0, read);
        return read;
    }
}
