package dev.dust.server.local;

import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.node.LocalClients;
import dev.dust.server.node.LocalNode;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A server for several clients in its own JVM, without a socket: what {@code dev.dust.server.web.Server} does, for everybody
 * on the same ledger, wherever they are connected. Who has one client only needs none: {@link LocalTransport#on}.
 *
 * <pre>{@code
 * try (var server = LocalServer.on(() -> PostgresLedger.open(url, user, password, PostgresLedgerOptions.defaults()),
 *         LocalOptions.defaults())) {
 *     Dust orders = new Dust(new MemoryCache(), server.transport(), codecs, DustOptions.defaults());
 *     Dust reports = new Dust(new MemoryCache(), server.transport(Access.readOnly()), codecs, DustOptions.defaults());
 *     ...
 * }
 * }</pre>
 *
 * <p>The ledger is opened for the first client that connects, and tried again as clients try again: it need not be there when
 * the application starts, and may go away and come back. Meanwhile clients read what their caches have, and keep what is
 * written. Safe for every thread.
 */
public final class LocalServer implements AutoCloseable {
    private final LocalNode node;
    private final Access access;

    private LocalServer(LocalNode node, Access access) {
        this.node = node;
        this.access = access;
    }

    /**
     * A server on a ledger that other servers may have at the same time.
     *
     * @param ledger  opens it; called on a thread of the server's, once, or until it does not throw
     *                {@link dev.dust.server.ledger.LedgerException}. The server closes it
     * @param options what the server is like
     */
    public static LocalServer on(Supplier<? extends Ledger> ledger, LocalOptions options) {
        return new LocalServer(LocalNode.on(Objects.requireNonNull(ledger, "ledger"), options.files(), options.keyLimit(),
                options.sendQueue(), options.retention()), options.access());
    }

    /** A server that keeps everything in memory, as for tests: what its stores hold is gone when it is closed. */
    public static LocalServer inMemory(LocalOptions options) {
        if (options.files() != null) {
            throw new IllegalArgumentException("a server in memory has its files in memory");
        }
        return new LocalServer(LocalNode.inMemory(options.keyLimit(), options.sendQueue(), options.retention()),
                options.access());
    }

    /** A way to it for one client more, which may do what the options say. Whoever closes it closes nothing else. */
    public LocalTransport transport() {
        return transport(access);
    }

    /** The same for a client that may do what {@code allowed} says. */
    public LocalTransport transport(Access allowed) {
        return new LocalTransport(new LocalClients(node.peer(Objects.requireNonNull(allowed, "access")), () -> {
        }));
    }

    /** One whose closing ends the server, too. */
    LocalTransport only() {
        return new LocalTransport(new LocalClients(node.peer(access), node::close));
    }

    /**
     * Ends its clients' connections, which hear that the server goes away behind all that they were to be told, and closes the
     * ledger. Waits for that, 5 s at most.
     */
    @Override
    public void close() {
        node.close();
    }
}
