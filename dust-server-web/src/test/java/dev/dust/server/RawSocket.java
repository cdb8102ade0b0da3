package dev.dust.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client that knows WebSocket's bytes (RFC 6455): it sends what no library would, such as text that is none. For one thread.
 */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MOST_SHORT = 125;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int PATIENCE_MILLIS = 120_000;

    /**
     * What the server had to say.
     *
     * @param message   null if it closed the connection
     * @param closeCode with which code; 1005 without one, 1006 if the connection was just gone
     */
    record Said(byte[] message, int closeCode) {
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** Connects, and is taken. */
    RawSocket(URI uri) throws IOException {
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write(("GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = head();
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not taken: " + answer);
        }
    }

    private String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /**
     * Sends a message in one frame. Its mask is zero, so that it stands there as it is. Nothing happens if the server is gone.
     */
    void send(int opCode, byte[] message) {
        try {
            var frame = new ByteArrayOutputStream();
            var head = new DataOutputStream(frame);
            head.write(FIN | opCode);
            if (message.length <= MOST_SHORT) {
                head.write(MASKED | message.length);
            } else if (message.length <= 0xffff) {
                head.write(MASKED | LENGTH_16);
                head.writeShort(message.length);
            } else {
                head.write(MASKED | LENGTH_64);
                head.writeLong(message.length);
            }
            head.writeInt(0);
            head.write(message);
            out.write(frame.toByteArray());
        } catch (IOException gone) {
            // The next read tells.
        }
    }

    /** The next message, or the end; waits for it. */
    Said next() throws IOException {
        try {
            while (true) {
                int opCode = in.readUnsignedByte() & 0x0f;
                byte[] payload = new byte[length()];
                in.readFully(payload);
                if (opCode == CLOSE) {
                    int code = payload.length < 2
                            ? 1005
                            : Byte.toUnsignedInt(payload[0]) << 8 | Byte.toUnsignedInt(payload[1]);
                    return new Said(null, code);
                }
                if (opCode == TEXT || opCode == BINARY) {
                    return new Said(payload, 0);
                }
            }
        } catch (EOFException | SocketException gone) {
            return new Said(null, 1006);
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        return switch (length) {
            case LENGTH_16 -> in.readUnsignedShort();
            case LENGTH_64 -> Math.toIntExact(in.readLong());
            default -> length;
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
