package dev.dust.testkit.simulation;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a simulation can have beyond clients, one store, a network that loses connections, processes that die and caches that
 * are away. Each run draws for itself which of those that its options name it has.
 */
public enum Dimension {
    /** What was sent on a connection reaches the server after its client has connected again, and caught up. */
    LATE_FRAMES(0.5),
    /** The server knows an op that it is sent again, and answers as it did the first time. */
    IDEMPOTENT_SERVER(0.5),
    /** Commits fail that took effect, and others that did not, while the cache is there. */
    FAILING_COMMITS(0.4),
    /** The cache says that it blocks: work is done by the executor, several things in one turn. */
    BLOCKING_CACHE(0.3),
    /** A cache goes back to what it was some commits ago, as a database does that fails over to a standby that lags. */
    FAILOVER(0.2),
    /** The server crashes on certain ops, each time that it is sent them. */
    SERVER_CRASHES(0.3),
    /** The server is restored from a backup, and lacks its newest ops. */
    LOST_TAIL(0.2),
    /** Frames arrive that cannot be decoded, or not whole. */
    UNREADABLE_FRAMES(0.3),
    /** The application's callbacks throw whatever can be thrown. */
    THROWING_CALLBACKS(0.4),
    /** Each client has two or three stores on its one connection. */
    SEVERAL_STORES(0.3),
    /** It is checked, while faults go on, that every caller is answered in time. */
    DEADLINES(1),
    /** The server behaves as the public one does. */
    HOSTED_SERVER(0.3),
    /** A join ends what its device had at the server before: what was sent on other connections is not taken any more. */
    SESSION_TAKEOVER(0.5),
    /** The server takes no write out of turn that comes behind another of its client's on the same path. */
    PUSHES_IN_TURN(0.5),
    /**
     * Two to four servers have one ledger: the real ones, of {@code dust-server}, which keep all promises. They are paused and
     * killed, hear late of each other or not at all, and their ledger is away, or does not say what became of a commit.
     */
    SEVERAL_NODES(0.2),
    /**
     * Some clients come when the stores have a history already, and some applications subscribe only a while after they have
     * opened a store, so that nobody wants to hear of that history (docs/protocol.md#rows-in-place).
     */
    NEWCOMERS(0.3);

    private final double share;

    Dimension(double share) {
        this.share = share;
    }

    /** Which part of the runs has it. */
    double share() {
        return share;
    }

    /** A set that stays as it is. */
    static Set<Dimension> setOf(Iterable<Dimension> some) {
        var copy = EnumSet.noneOf(Dimension.class);
        some.forEach(copy::add);
        return Collections.unmodifiableSet(copy);
    }

    /** All; cannot be changed. */
    public static Set<Dimension> all() {
        return setOf(Arrays.asList(values()));
    }

    /** All but these; cannot be changed. */
    public static Set<Dimension> allBut(Dimension... less) {
        return without(all(), less);
    }

    /** {@code some} without {@code less}; cannot be changed. */
    public static Set<Dimension> without(Set<Dimension> some, Dimension... less) {
        return setOf(some.stream().filter(dimension -> !List.of(less).contains(dimension)).toList());
    }
}
