package dev.dust.adapter.ws;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that shakes hands (RFC 6455) by itself, and leaves all that follows to the test. Answers 101 unless told otherwise.
 */
final class ScriptedServer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket socket;
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final List<Socket> accepted = new ArrayList<>();
    private volatile String answer;
    private volatile byte[] greeting = {};

    /** The first line, and the headers as they came. */
    record Request(String line, List<String> headers) {

        String target() {
            return line.split(" ")[1];
        }

        String header(String name) {
            return headers.stream().filter(header -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(header -> header.substring(name.length() + 1).strip()).findFirst().orElse(null);
        }
    }

    ScriptedServer() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    ScriptedServer(ServerSocket socket) {
        this.socket = socket;
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("ws://localhost:" + socket.getLocalPort() + "/ws/sync");
    }

    /** From now on answers requests by these bytes, and closes; null: by a handshake. */
    void answer(String answer) {
        this.answer = answer;
    }

    /** From now on answers by this status. */
    void answerStatus(int status) {
        answer("HTTP/1.1 " + status + " Some Reason\r\nContent-Length: 0\r\n\r\n");
    }

    /** From now on sends these bytes together with the answer to the handshake. */
    void greet(byte[] greeting) {
        this.greeting = greeting;
    }

    /** The next connection. */
    Peer peer() {
        return await(peers, "connection");
    }

    /** The next request, whatever the answer was. */
    Request request() {
        return await(requests, "request");
    }

    /** How many requests came and were not asked for. */
    int requestsLeft() {
        return requests.size();
    }

    private static <T> T await(BlockingQueue<T> queue, String what) {
        try {
            var next = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("no " + what + " within " + PATIENCE);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                var next = socket.accept();
                synchronized (accepted) {
                    accepted.add(next);
                }
                Thread.ofVirtual().start(() -> shakeHands(next));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void shakeHands(Socket client) {
        try {
            client.setTcpNoDelay(true);
            client.setSoTimeout((int) PATIENCE.toMillis());
            var in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
            var request = readRequest(in);
            var out = client.getOutputStream();
            if (answer != null) {
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                requests.add(request);
                client.shutdownOutput();
                return;
            }
            var response = ("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                    + "sec-websocket-accept: " + accepted(request.header("Sec-WebSocket-Key")) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            var bytes = Arrays.copyOf(response, response.length + greeting.length);
            System.arraycopy(greeting, 0, bytes, response.length, greeting.length);
            out.write(bytes);
            requests.add(request);
            peers.add(new Peer(request, client, in));
        } catch (IOException gone) {
            // some tests have clients that give up
        }
    }

    private static Request readRequest(DataInputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        var lines = text.toString().split("\r\n");
        return new Request(lines[0], List.of(lines).subList(1, lines.length));
    }

    private static String accepted(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        synchronized (accepted) {
            for (var client : accepted) {
                client.close();
            }
        }
    }
}
