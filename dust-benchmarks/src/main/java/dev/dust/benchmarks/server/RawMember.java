package dev.dust.benchmarks.server;

import dev.dust.benchmarks.fixture.LocalClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A member of the store by a socket alone: it is told what there is, and understands none of it. */
final class RawMember implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String CAUGHT_UP = "catch_up_complete";

    private final SocketChannel channel;
    private final FrameCounter frames = new FrameCounter();

    /** Connects, asks for the whole history, and reads it. */
    RawMember(int port, String device) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var buffer = ByteBuffer.allocate(BUFFER);
        write(("GET /ws/sync/websocket?token=t&device_id=" + device + "&capver=3&vsn=2.0.0 HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String head = "";
        while (!head.contains("\r\n\r\n")) {
            head += read(buffer);
        }
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
        write(masked("[\"1\",\"1\",\"store:" + LocalClient.STORE + "\",\"phx_join\",{\"last_store_seq\":0}]"));
        String tail = "";
        while (!tail.contains(CAUGHT_UP)) {
            String more = read(buffer);
            tail = tail.substring(Math.max(0, tail.length() - CAUGHT_UP.length())) + more;
        }
        // The frame that says so is the last one, and short: what is left of it comes with the rest.
        while (!tail.endsWith("}]")) {
            tail += read(buffer);
        }
    }

    private String read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new IOException("the server has gone");
        }
        return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
    }

    private void write(byte[] bytes) throws IOException {
        channel.write(ByteBuffer.wrap(bytes));
    }

    /** A text frame of less than 126 bytes, masked with zeros. */
    private static byte[] masked(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + bytes.length).put((byte) 0x81).put((byte) (0x80 | bytes.length)).putInt(0).put(bytes)
                .array();
    }

    SocketChannel channel() {
        return channel;
    }

    FrameCounter frames() {
        return frames;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
