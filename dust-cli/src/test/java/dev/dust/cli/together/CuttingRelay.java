package dev.dust.cli.together;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Lies between clients and a server, passes all on, and cuts connections in the middle of a file, as often as it is told. */
final class CuttingRelay implements AutoCloseable {
    private final URI server;
    private final ServerSocket listening;
    private final Queue<Long> cutUploads = new ConcurrentLinkedQueue<>();
    private final Queue<Long> cutDownloads = new ConcurrentLinkedQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger downloads = new AtomicInteger();
    private final AtomicLong brought = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();

    /** One in front of the server that listens at {@code server}. */
    CuttingRelay(URI server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    /** Where clients connect. */
    URI url() {
        return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + server.getPath());
    }

    /** The next upload ends after so many bytes, its header included. */
    CuttingRelay cutUploadAfter(long bytes) {
        cutUploads.add(bytes);
        return this;
    }

    /** The next download ends after so many bytes, the header of its answer included. */
    CuttingRelay cutDownloadAfter(long bytes) {
        cutDownloads.add(bytes);
        return this;
    }

    /** How many uploads were begun. */
    int uploads() {
        return uploads.get();
    }

    /** How many downloads were begun. */
    int downloads() {
        return downloads.get();
    }

    /** How often a connection was cut. */
    int cuts() {
        return cuts.get();
    }

    /** How many bytes downloads brought, with the headers of their answers. */
    long brought() {
        return brought.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket there = new Socket(server.getHost(), server.getPort());
                new Line(client, there).start();
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    /** One connection. What is under way is a file's, or a socket's. */
    private final class Line {
        private final Socket client;
        private final Socket there;
        /** How many bytes may still go up; null for any number. Used by one thread. */
        private @Nullable Long up;
        /** How many bytes may still come down; null for any number. */
        private volatile @Nullable Long down;
        private volatile boolean download;

        Line(Socket client, Socket there) {
            this.client = client;
            this.there = there;
        }

        void start() {
            sockets.add(client);
            sockets.add(there);
            Thread.ofVirtual().name("relay-up").start(() -> pass(client, there, this::goesUp));
            Thread.ofVirtual().name("relay-down").start(() -> pass(there, client, this::comesDown));
        }

        private int goesUp(byte[] bytes, int count) {
            String begin = new String(bytes, 0, Math.min(count, 20), StandardCharsets.ISO_8859_1);
            if (begin.startsWith("PUT /api/files/")) {
                uploads.incrementAndGet();
                up = cutUploads.poll();
            } else if (begin.startsWith("GET /api/files/")) {
                downloads.incrementAndGet();
                down = cutDownloads.poll();
                download = true;
            }
            Long left = up;
            if (left == null) {
                return count;
            }
            up = left - count;
            return (int) Math.min(count, left);
        }

        private int comesDown(byte[] bytes, int count) {
            Long left = down;
            int passed = left == null ? count : (int) Math.min(count, left);
            if (left != null) {
                down = left - passed;
            }
            if (download) {
                brought.addAndGet(passed);
            }
            return passed;
        }

        private void pass(Socket from, Socket to, Allowed allowed) {
            byte[] bytes = new byte[1 << 14];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    int passed = allowed.of(bytes, count);
                    out.write(bytes, 0, passed);
                    if (passed < count) {
                        cuts.incrementAndGet();
                        return;
                    }
                }
            } catch (IOException ended) {
                // Whoever ended it, both ends are told.
            } finally {
                end();
            }
        }

        private void end() {
            closeQuietly(client);
            closeQuietly(there);
            sockets.removeAll(Arrays.asList(client, there));
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    /** How many of the bytes that have come are passed on; if not all, it is the end. */
    @FunctionalInterface
    private interface Allowed {
        int of(byte[] bytes, int count);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
