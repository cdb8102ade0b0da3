package dev.dust.testkit.simulation;

import dev.dust.server.rules.Blobs;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import java.util.List;
import java.util.Objects;

/** A server that is alone, and takes its freedoms: it may do all that docs/protocol.md lets servers do. */
final class OneServer extends SimulatedServer {
    private final Blobs blobs = new Blobs();

    OneServer(World world, List<String> names) {
        super(world);
        names.forEach(name -> add(new OneServersStore(world, this, name)));
    }

    /** The contents of files. */
    Blobs blobs() {
        return blobs;
    }

    @Override
    void received(Link link, ClientMessage message, boolean late) {
        ((OneServersStore) storeOf(message)).received(link, message, late);
    }

    /** It crashes on what {@code link} sent: with a store's process alone, or with the connection. */
    void crash(Link link, OneServersStore store) {
        link.noteCrash();
        switch (world().random().below(3)) {
            case 0 -> store.crash(link);
            case 1 -> link.end("1011", CloseReason.By.SERVER);
            default -> link.end("1009", CloseReason.By.TOO_LARGE);
        }
    }

    /** A store is restored from a backup; all connections end with the server that there was. */
    @Override
    void loseTail() {
        OneServersStore store = (OneServersStore) anyStore();
        if (store.isRecovering()) {
            return;
        }
        long seq = world().random().between(store.compactedSeq(), store.storeSeq());
        endLingering();
        world().clients().stream().filter(SimulatedClient::isUp).map(client -> client.process().link()).filter(Objects::nonNull)
                .forEach(link -> link.end("1012 service restart", CloseReason.By.NETWORK));
        world().clients().forEach(client -> client.store(store).tailIsLost(seq));
        store.loseTail(seq);
    }

    @Override
    void ended(Link link) {
        stores().forEach(store -> ((OneServersStore) store).ended(link));
    }
}
