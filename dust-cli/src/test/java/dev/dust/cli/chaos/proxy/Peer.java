package dev.dust.cli.chaos.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client that speaks WebSocket as far as a proxy sees it: a head, then text frames, of which each is one message. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;
    private static final int MOST_SHORT = 125;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final int MOST_MEDIUM = 0xffff;

    private final Socket socket;

    /** Connects, and has been answered. */
    Peer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        readHead(socket.getInputStream());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(frame(text));
    }

    /** The next frame; null at the end of the connection. */
    String receive() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return readFrame(socket.getInputStream());
    }

    /** Whether nothing comes for a while. */
    boolean hearsNothing(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return socket.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketTimeoutException silence) {
            return true;
        }
    }

    static byte[] frame(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (content.length <= MOST_SHORT) {
            frame.write(content.length);
        } else if (content.length <= MOST_MEDIUM) {
            frame.write(MEDIUM);
            write(frame, content.length, 2);
        } else {
            frame.write(LONG);
            write(frame, content.length, 8);
        }
        frame.writeBytes(content);
        return frame.toByteArray();
    }

    private static void write(ByteArrayOutputStream frame, long number, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            frame.write((int) (number >>> i * Byte.SIZE));
        }
    }

    static void readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head");
            }
            head.append((char) next);
        }
    }

    /** Null at the end, also in the middle of a frame, or when the connection is reset. */
    static String readFrame(InputStream in) {
        try {
            if (in.read() < 0) {
                return null;
            }
            long length = in.read();
            length = length == MEDIUM ? number(in, 2) : length == LONG ? number(in, 8) : length;
            byte[] content = in.readNBytes((int) length);
            return length < 0 || content.length < length ? null : new String(content, StandardCharsets.UTF_8);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("nothing came", late);
        } catch (IOException reset) {
            return null;
        }
    }

    private static long number(InputStream in, int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << Byte.SIZE | in.read();
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
