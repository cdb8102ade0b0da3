package dev.dust.cli.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server that answers an HTTP head with an upgrade, and writes down each frame that it gets before it sends it back. Frames
 * are those of {@link Peer}.
 */
final class EchoServer implements AutoCloseable {
    static final String END = "the end";

    private final ServerSocket listener;
    /** What it got on all connections; {@link #END} for the end of one. */
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    EchoServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            Peer.readHead(in);
            socket.getOutputStream().write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".getBytes());
            for (String text = Peer.readFrame(in); text != null; text = Peer.readFrame(in)) {
                received.add(text);
                socket.getOutputStream().write(Peer.frame(text));
            }
        } catch (IOException lost) {
            // As good as an end.
        }
        received.add(END);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
