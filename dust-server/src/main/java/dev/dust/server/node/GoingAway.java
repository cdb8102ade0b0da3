package dev.dust.server.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a server leaves its clients, so that none of them loses an answer that it could have had (docs/server.md#stopping). */
final class GoingAway {
    private static final System.Logger LOG = System.getLogger(GoingAway.class.getName());

    private GoingAway() {
    }

    /** Leaves all of them. Returns when they are gone, or when the time is over, or if this thread is interrupted. */
    static void of(ServerParts parts, Duration atMost) {
        parts.readiness().goAway();
        List<Connection> open = List.copyOf(parts.connections());
        // Each may be busy for as long as the ledger takes. Who comes now is left as soon as he is in.
        open.forEach(connection -> Thread.ofVirtual().name("dust-server-goodbye").start(connection::goAway));
        long end = System.nanoTime() + atMost.toNanos();
        while (!open.isEmpty()) {
            try {
                CompletableFuture.allOf(open.stream().map(Connection::gone).toArray(CompletableFuture[]::new))
                        .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                LOG.log(System.Logger.Level.INFO, "{0} clients were told that this server goes away, and are still here: their"
                        + " connections are cut", parts.connections().size());
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            open = List.copyOf(parts.connections());
        }
    }
}
