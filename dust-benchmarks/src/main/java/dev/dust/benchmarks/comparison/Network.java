package dev.dust.benchmarks.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands between clients and a server, and can be cut: connections end, and new ones are refused. */
final class Network implements AutoCloseable {
    private final int server;
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();
    private @Nullable ServerSocket listening;

    /** Leads to the server at a port of this machine. */
    Network(int server) throws IOException {
        this.server = server;
        this.port = listen(0);
    }

    /** Where clients connect to. */
    int port() {
        return port;
    }

    private synchronized int listen(int at) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        listening = socket;
        Thread.startVirtualThread(() -> accept(socket));
        return socket.getLocalPort();
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                var other = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                other.setTcpNoDelay(true);
                synchronized (this) {
                    sockets.add(client);
                    sockets.add(other);
                    if (socket.isClosed()) {
                        closeAll();
                        return;
                    }
                }
                Thread.startVirtualThread(() -> relay(client, other));
                Thread.startVirtualThread(() -> relay(other, client));
            }
        } catch (SocketException cut) {
            // As it was meant.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void relay(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Both ends see it.
        }
    }

    /** Ends all connections, and takes none. */
    synchronized void cut() throws IOException {
        if (listening != null) {
            listening.close();
            listening = null;
        }
        closeAll();
    }

    private void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Takes connections again. */
    void restore() throws IOException {
        listen(port);
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
