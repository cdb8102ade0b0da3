package dev.dust.benchmarks.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Many sockets, on which one thread counts the frames that come. */
final class Crowd implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final long PATIENCE_MILLIS = 60_000;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    Crowd() throws IOException {
    }

    /** One more. */
    void add(SocketChannel channel, FrameCounter frames) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, frames);
    }

    /** Reads until so many frames have come, to all of them together. */
    void await(long frames) throws IOException {
        long heard = 0;
        while (heard < frames) {
            if (selector.select(PATIENCE_MILLIS) == 0) {
                throw new IOException(heard + " frames of " + frames + " have come, and no more");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                buffer.clear();
                if (((SocketChannel) key.channel()).read(buffer) < 0) {
                    throw new IOException("the server has cut one off");
                }
                heard += ((FrameCounter) key.attachment()).count(buffer.flip());
            }
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
