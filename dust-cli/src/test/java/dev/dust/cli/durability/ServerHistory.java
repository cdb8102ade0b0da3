package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.cli.chaos.process.Await;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.server.DustServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All that a server commits to the store, in order, as a client hears it from the beginning. */
final class ServerHistory implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DustServer server;
    private final Dust dust;
    private final List<DustEvent.Committed> events = new ArrayList<>();

    ServerHistory(DustServer server) {
        this.server = server;
        this.dust = Clients.onMemory(server.url());
        dust.store(Clients.STORE).matching("**").on(this::add,
                SubscriptionOptions.defaults().mode(Mode.COMMITTED).maxQueue(Integer.MAX_VALUE));
    }

    private synchronized void add(DustEvent event) {
        if (event instanceof DustEvent.Committed committed) {
            events.add(committed);
        }
    }

    /** What was committed up to now. */
    List<DustEvent.Committed> events() {
        long seq = server.store(Clients.STORE).seq();
        Await.until(PATIENCE, "the history is heard up to " + seq, () -> heardUpTo() >= seq);
        synchronized (this) {
            return List.copyOf(events);
        }
    }

    private synchronized long heardUpTo() {
        return events.isEmpty() ? 0 : events.getLast().storeSeq();
    }

    @Override
    public void close() {
        dust.close();
    }
}
