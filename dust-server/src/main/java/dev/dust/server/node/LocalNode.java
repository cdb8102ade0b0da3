package dev.dust.server.node;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.file.ContentStore;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Retention;
import dev.dust.server.rules.Blobs;
import dev.dust.transport.CloseReason;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server for the clients in its own JVM, without a socket. Its ledger is opened when the first of them comes, and again by
 * the next one if that failed: neither has to be there when the other starts. Safe for every thread.
 */
public final class LocalNode implements AutoCloseable {
    /** By which uploads are told apart elsewhere: here everybody belongs to the same application. */
    private static final String NO_TOKEN = "";
    /** How long an application waits at most for what its clients are being told when it closes the server. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Supplier<ServerOptions> options;
    private final ReentrantLock lock = new ReentrantLock();
    /** Null until the ledger is open. Written under the lock. */
    private volatile @Nullable ServerParts parts;
    /** Null until the ledger is open. Used under the lock. */
    private @Nullable Periodic upkeep;
    /** Written under the lock. */
    private volatile boolean closed;

    /** A server whose ledger is not open yet; {@code options} opens it. */
    private LocalNode(Supplier<ServerOptions> options) {
        this.options = options;
    }

    /**
     * One on a ledger that others may have.
     *
     * @param ledger    opens it; called once, if it does not fail. May wait
     * @param files     the directory of the contents of files, or null if there are none
     * @param rows      in each store at most
     * @param sendQueue frames that a client may leave unread
     * @param retention how much of each history is kept
     */
    public static LocalNode on(Supplier<? extends Ledger> ledger, @Nullable Path files, int rows, int sendQueue,
            Retention retention) {
        return new LocalNode(() -> options(rows, sendQueue, retention).ledger(ledger.get()).files(files));
    }

    /** One that has everything in memory. */
    public static LocalNode inMemory(int rows, int sendQueue, Retention retention) {
        return new LocalNode(() -> options(rows, sendQueue, retention));
    }

    /** Where it would listen is of no account: it does not. */
    private static ServerOptions options(int rows, int sendQueue, Retention retention) {
        return ServerOptions.defaults().anyToken(true).keyLimit(rows).sendQueue(sendQueue).retention(retention);
    }

    /** The server as a client meets it that may do what {@code access} says. */
    public LocalPeer peer(Access access) {
        return new Door(access);
    }

    /**
     * What it is made of.
     *
     * @throws LedgerException       if the ledger cannot be opened now
     * @throws IllegalStateException if this is closed
     */
    private ServerParts parts() {
        ServerParts open = parts;
        if (open != null && !closed) {
            return open;
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the server is closed");
            }
            if (parts == null) {
                ServerOptions chosen = options.get();
                ServerParts made = made(chosen);
                upkeep = Upkeep.start(made, chosen);
                parts = made;
            }
            return parts;
        } finally {
            lock.unlock();
        }
    }

    private static ServerParts made(ServerOptions options) {
        boolean done = false;
        try {
            ServerParts made = Node.parts(options, JournalFile::open, ServerInterceptor.NONE, Execution.THREADS);
            done = true;
            return made;
        } finally {
            Ledger ledger = options.ledger();
            if (!done && ledger != null) {
                ledger.close();
            }
        }
    }

    /** Ends all connections, whose clients hear that the server goes away, and closes the ledger. */
    @Override
    public void close() {
        ServerParts open;
        lock.lock();
        try {
            open = closed ? null : parts;
            closed = true;
            if (upkeep != null) {
                upkeep.close();
            }
        } finally {
            lock.unlock();
        }
        if (open != null) {
            GoingAway.of(open, GOODBYE);
            List.copyOf(open.connections()).forEach(Connection::drop);
            open.ledger().close();
        }
    }

    /** The way in, for those who may do the same. */
    private final class Door implements LocalPeer {
        private final Access access;

        Door(Access access) {
            this.access = access;
        }

        @Override
        public void accept(Handshake handshake, LocalLine line) throws NotTakenIn {
            if (handshake.capver() < dev.dust.server.node.Handshake.CAPVER) {
                throw new NotTakenIn(new CloseReason.Refused("the protocol is too old"));
            }
            ServerParts open;
            try {
                open = parts();
            } catch (LedgerException | IllegalStateException e) {
                throw new NotTakenIn(new CloseReason.Lost("the server is away: " + e.getMessage()));
            }
            var connection = new Connection(new Client(NO_TOKEN, access, handshake.deviceId(), Format.JSON), open);
            connection.opened(new Link(line));
            line.opened(new ServersEnd(connection));
        }

        @Override
        public InputStream download(String hash, long from) throws IOException {
            ContentStore.Stored content = ledgerIsThere(() -> contentFor(parts(), hash));
            if (content == null) {
                throw new FileRefusedException("not_found", "the server has no file " + hash);
            }
            return content.open(from);
        }

        private ContentStore.@Nullable Stored contentFor(ServerParts open, String hash) throws FileRefusedException {
            if (!access.scopes().contains(Access.FILES_READ)) {
                throw unauthorized();
            }
            if (access.stores() == null) {
                // Whoever may read every store needs nobody to say which of them names the file.
                return open.blobs().files().find(hash);
            }
            Blobs.Blob blob = open.blobs().get(hash);
            if (open.mode().download(open.stores(), access, hash, blob) == HttpURLConnection.HTTP_FORBIDDEN) {
                throw unauthorized();
            }
            return blob == null ? null : blob.content();
        }

        @Override
        public void upload(String hash, long size, InputStream content) throws IOException {
            if (!access.scopes().contains(Access.FILES_WRITE) || !access.write()) {
                throw unauthorized();
            }
            ServerParts open = ledgerIsThere(LocalNode.this::parts);
            ContentStore files = open.blobs().files();
            if (size > files.maxBytes()) {
                throw tooLarge(files);
            }
            if (open.blobs().mayName(NO_TOKEN, access, hash)) {
                return;
            }
            switch (files.put(hash, content)) {
                case KEPT -> open.blobs().uploaded(NO_TOKEN, hash);
                case OTHER_HASH ->
                    throw new FileRefusedException("invalid_request", "the content does not have the hash " + hash);
                case TOO_LARGE -> throw tooLarge(files);
            }
        }
    }

    private static FileRefusedException unauthorized() {
        return new FileRefusedException("unauthorized", "this client may not do that with files");
    }

    private static FileRefusedException tooLarge(ContentStore files) {
        return new FileRefusedException("too_large", "a file may have " + files.maxBytes() + " bytes");
    }

    /** What needs the ledger to be open. */
    @FunctionalInterface
    private interface OnLedger<T extends @Nullable Object> {
        T get() throws IOException;
    }

    private static <T extends @Nullable Object> T ledgerIsThere(OnLedger<T> call) throws IOException {
        try {
            return call.get();
        } catch (LedgerException | IllegalStateException away) {
            throw new IOException("the server is away: " + away.getMessage(), away);
        }
    }

    /** The client's end, as the connection sees it. */
    private record Link(LocalLine line) implements ClientLink {
        @Override
        public int sizeOf(Outgoing outgoing) {
            return 0;
        }

        @Override
        public CompletableFuture<?> send(Outgoing outgoing, boolean more) {
            return line.send(outgoing.frame());
        }

        @Override
        public void close(int status, @Nullable String reason) {
            line.hangUp(status, reason);
        }

        @Override
        public void abort() {
            line.abort();
        }
    }

    /** The connection, as the client's end sees it. */
    private record ServersEnd(Connection connection) implements LocalPeer.End {
        @Override
        public void received(Frame frame, Runnable readOn) {
            connection.received(frame, readOn);
        }

        @Override
        public void closed() {
            connection.closed();
        }
    }
}
