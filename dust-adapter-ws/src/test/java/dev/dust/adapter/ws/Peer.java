package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The server's end of one WebSocket connection: writes and reads frames as the test says, also such that no server should
 * write. Reading waits at most {@link ScriptedServer#PATIENCE}.
 */
final class Peer {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final ScriptedServer.Request request;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    record Frame(int opcode, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        int code() {
            return ByteBuffer.wrap(payload).getShort();
        }
    }

    Peer(ScriptedServer.Request request, Socket socket, DataInputStream in) throws IOException {
        this.request = request;
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    ScriptedServer.Request request() {
        return request;
    }

    void text(String text) {
        write(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void binary(byte[] bytes) {
        write(true, BINARY, bytes);
    }

    void close(int code, String reason) {
        var bytes = reason.getBytes(StandardCharsets.UTF_8);
        write(true, CLOSE, ByteBuffer.allocate(2 + bytes.length).putShort((short) code).put(bytes).array());
    }

    void write(boolean fin, int opcode, byte[] payload) {
        raw(bytes(fin, opcode, payload));
    }

    /** A frame as a server writes it, without a mask. */
    static byte[] bytes(boolean fin, int opcode, byte[] payload) {
        var header = ByteBuffer.allocate(10).put((byte) (opcode | (fin ? 0x80 : 0)));
        if (payload.length < 126) {
            header.put((byte) payload.length);
        } else if (payload.length <= 0xffff) {
            header.put((byte) 126).putShort((short) payload.length);
        } else {
            header.put((byte) 127).putLong(payload.length);
        }
        header.flip();
        return ByteBuffer.allocate(header.remaining() + payload.length).put(header).put(payload).array();
    }

    void raw(byte[] bytes) {
        if (!offer(bytes)) {
            throw new AssertionError("the client is gone");
        }
    }

    /** Writes these bytes; false if the client is gone. */
    boolean offer(byte[] bytes) {
        try {
            out.write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The next frame, which must be a text, as text. */
    String readText() {
        var frame = read();
        assertThat(frame.opcode()).as("opcode").isEqualTo(TEXT);
        return frame.text();
    }

    Frame read() {
        try {
            int first = in.readUnsignedByte();
            assertThat(first & 0xf0).as("a whole frame").isEqualTo(0x80);
            int second = in.readUnsignedByte();
            assertThat(second & 0x80).as("a client masks").isEqualTo(0x80);
            int length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            var mask = in.readNBytes(4);
            var payload = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i & 3];
            }
            return new Frame(first & 0x0f, payload);
        } catch (IOException e) {
            throw new AssertionError("no frame from the client", e);
        }
    }

    /** Returns when the client's listener has returned from all that was sent so far: what is asked is answered in order. */
    void awaitHandled() {
        write(true, PING, new byte[0]);
        assertThat(read().opcode()).as("opcode").isEqualTo(PONG);
    }

    /** Reads this many bytes, whatever they are. */
    void skip(long bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new AssertionError("the client sent less", e);
        }
    }

    /** Whether the client ends the connection without a further frame. */
    boolean readsEnd() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    /** Ends the connection as a dying process does, in the middle of whatever there is. */
    void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the connection at TCP level, in good order. */
    void hangUp() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
