package dev.dust.server.node;

import dev.dust.metrics.Metrics;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Node} is like. Immutable.
 *
 * @param endpoint    where it listens
 * @param admission   who may come in
 * @param limits      how much it takes
 * @param hosted      whether it does what the public server does, wherever that differs from the protocol
 * @param stores      the only stores that there are, or null if a join makes those that are missing
 * @param keeping     where it has what it keeps
 * @param measuring   who hears what it measures of itself
 * @param time        the clock for leases, rate limits and the ends of tokens, or null for the system's
 */
public record NodeSettings(Endpoint endpoint, Admission admission, Limits limits, boolean hosted, @Nullable Set<String> stores,
        Keeping keeping, Measuring measuring, @Nullable Time time) {

    /** Copies the set. */
    public NodeSettings {
        stores = stores == null ? null : Set.copyOf(stores);
    }

    /**
     * Where a node listens.
     *
     * @param host        the interface
     * @param port        0 for a free one
     * @param idleTimeout how long nothing may be sent on a connection before it is closed
     */
    public record Endpoint(String host, int port, Duration idleTimeout) {
    }

    /**
     * Who may come in.
     *
     * @param tokens         what each token may do; if there are none, any may do everything
     * @param anyToken       whether that is meant even where the network can reach the node
     * @param allowedOrigins whose web pages may connect, besides those of the node's own host
     */
    public record Admission(Map<String, Access> tokens, boolean anyToken, Set<String> allowedOrigins) {
        /** Copies the collections. */
        public Admission {
            tokens = Map.copyOf(tokens);
            allowedOrigins = Set.copyOf(allowedOrigins);
        }
    }

    /**
     * How much a node takes; each is a number, or {@link #NONE}.
     *
     * @param writesPerMinute of each token
     * @param rows            in each store
     * @param frameBytes      in one frame, or 0 for what is usual
     * @param sendQueue       frames that a client may leave unread
     */
    public record Limits(int writesPerMinute, int rows, int frameBytes, int sendQueue) {
        /** No limit. */
        public static final int NONE = Integer.MAX_VALUE;
    }

    /**
     * Where a node has what it keeps.
     *
     * @param data        the file of its journal, or null if it has none
     * @param journalFile how that file is opened
     * @param ledger      the ledger that other servers have, too; or null for one in memory
     * @param files       the directory of the contents of files where there is such a ledger, or null if it is kept where the
     *                    ledger keeps it
     * @param retention   how much of each history
     */
    public record Keeping(@Nullable Path data, JournalFile.Opener journalFile, @Nullable Ledger ledger, @Nullable Path files,
            Retention retention) {
    }

    /**
     * Who hears what a node measures of itself.
     *
     * @param metrics where it goes
     * @param page    what is answered to whoever asks for it over HTTP, in Prometheus' text format; null for nothing
     * @param token   by which that is read, and nothing else; null if there is none for that alone
     */
    public record Measuring(Metrics metrics, @Nullable Supplier<String> page, @Nullable String token) {
        /** Nobody does. */
        public static final Measuring NONE = new Measuring(Metrics.none(), null, null);
    }

    Mode mode() {
        return hosted ? Mode.HOSTED : Mode.OWN;
    }

    /** The longest frame that it takes. */
    public int maxFrameBytes() {
        return limits.frameBytes() == 0 ? mode().maxFrameBytes() : limits.frameBytes();
    }
}
