package dev.dust.server.local;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.node.LocalClients;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The transport to a server in the same JVM: an application and its PostgreSQL, and nothing else. Messages pass as they are,
 * without a socket, a token or an encoding.
 *
 * <pre>{@code
 * var transport = LocalTransport.on(
 *         () -> PostgresLedger.open(jdbcUrl, user, password, PostgresLedgerOptions.defaults()), LocalOptions.defaults());
 * try (Dust dust = Dust.builder().transport(transport).build()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Other applications that have the same ledger, and the clients of servers that have it, see the same stores. Safe for
 * every thread. Each connection has virtual threads of its own, one of which calls the listener; while that blocks, frames
 * wait for it, and the connection is ended when they are more than {@link LocalOptions#sendQueue}.
 */
public final class LocalTransport implements Transport {
    private final LocalClients clients;

    LocalTransport(LocalClients clients) {
        this.clients = clients;
    }

    /**
     * The transport to a server of one's own, which ends with it. Who has several clients in one JVM needs one server for all
     * of them: {@link LocalServer}.
     *
     * @param ledger  opens what the stores are in: {@link LocalServer#on} says when
     * @param options what the server is like
     */
    public static LocalTransport on(Supplier<? extends Ledger> ledger, LocalOptions options) {
        return LocalServer.on(ledger, options).only();
    }

    /** The transport to a server that keeps everything in memory, and ends with it. */
    public static LocalTransport inMemory() {
        return LocalServer.inMemory(LocalOptions.defaults()).only();
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        return clients.connect(handshake, listener);
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        return clients.download(hash, from);
    }

    @Override
    public void upload(String hash, long size, InputStream content) throws IOException {
        clients.upload(hash, size, content);
    }

    @Override
    public long sizeOf(ClientMessage message) {
        return clients.sizeOf(message);
    }

    @Override
    public void close() {
        clients.close();
    }
}
