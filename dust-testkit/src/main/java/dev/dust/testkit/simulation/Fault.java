package dev.dust.testkit.simulation;

import org.jspecify.annotations.Nullable;

/** What can go wrong, and how likely it is at most each time that it could. */
enum Fault {
    /** A step: a connection is lost, and with it some frames both ways. */
    CUT(0.04),
    /** A step: a client has no network for a while. */
    OFFLINE(0.02),
    /** A step: nothing gets through a connection for a while. */
    STALL(0.03),
    /** A step: the server ends a membership by phx_close or phx_error. */
    END_MEMBERSHIP(0.03),
    /** A step: the server forgets old ops. */
    COMPACT(0.03),
    /** A step: somebody writes at the server, past the clients. */
    BACK_DOOR(0.08),
    /** A step: somebody rolls back at the server. */
    ROLLBACK(0.01),
    /** A step: a process dies. */
    CRASH(0.02),
    /** A step: a process will die at its next commit. */
    KILL_AT_COMMIT(0.02),
    /** A step: a client is closed and opened. */
    RESTART(0.02),
    /** A step: a cache cannot be read or written for a while. */
    CACHE_AWAY(0.01),
    /** At each attempt to connect: it fails. */
    NO_CONNECTION(0.3),
    /** At each push: it is answered with rate_limited or unavailable. */
    RATE_LIMIT(0.08),
    /** At each push: it is refused for another reason. */
    REFUSE(0.08),
    /** At each reply: it is never sent. */
    SWALLOW_REPLY(0.08),
    /** At each committed op: nobody hears of it live (docs/protocol.md#unheard). */
    WITHHOLD(0.15),
    /** At each live event: it is sent twice (docs/protocol.md#disorder). */
    DUPLICATE(0.2),
    /** At each live event: later ones overtake it (docs/protocol.md#disorder). */
    DELAY_EVENT(0.3),
    /** At each batch of a catch-up: the next one waits, while live events go on (docs/protocol.md#batches). */
    SLOW_CATCH_UP(0.5),
    /** At each connection that ends: what was sent on it arrives late. */
    LATE(0.7, Dimension.LATE_FRAMES),
    /** A step: something on the way holds what a client sends, until the client has given the connection up. */
    HOLD(0.04, Dimension.LATE_FRAMES),
    /** At each commit: it fails, and nothing has happened. */
    COMMIT_FAILS(0.02, Dimension.FAILING_COMMITS),
    /** At each commit: it fails, and has taken effect. */
    COMMIT_FAILS_LATE(0.02, Dimension.FAILING_COMMITS),
    /** A step: a cache goes back by some commits. */
    FAILOVER(0.01, Dimension.FAILOVER),
    /** A step: the same while its process restarts. */
    FAILOVER_WHILE_DOWN(0.01, Dimension.FAILOVER),
    /** At each op that is new to the server: it crashes on it, now and whenever it is sent again. */
    INDIGESTIBLE(0.03, Dimension.SERVER_CRASHES),
    /** A step: a store at the server is restored from a backup. */
    LOSE_TAIL(0.01, Dimension.LOST_TAIL),
    /** At each frame of the server's: it cannot be decoded. */
    UNREADABLE(0.02, Dimension.UNREADABLE_FRAMES),
    /** At each frame of the server's: a value in it cannot be decoded. */
    UNREADABLE_PART(0.04, Dimension.UNREADABLE_FRAMES),
    /** At each callback: it throws. */
    CALLBACK_THROWS(0.2, Dimension.THROWING_CALLBACKS),
    /** At each push: the writer is busy, which is no verdict. */
    WRITER_UNAVAILABLE(0.08, Dimension.HOSTED_SERVER),
    /** At each committed op: catch-ups from there crash, for good. */
    CRASHING_CATCH_UP(0.02, Dimension.HOSTED_SERVER),
    /** A step: a node stands still for a while. */
    PAUSE_NODE(0.03, Dimension.SEVERAL_NODES),
    /** A step: a node dies, and is started again. */
    KILL_NODE(0.02, Dimension.SEVERAL_NODES),
    /** A step: some nodes, or all, cannot reach the ledger for a while. */
    LEDGER_AWAY(0.02, Dimension.SEVERAL_NODES),
    /** At each batch: it cannot be written. */
    BATCH_FAILS(0.03, Dimension.SEVERAL_NODES),
    /** At each batch: it is written, and the answer is lost. */
    BATCH_UNANSWERED(0.08, Dimension.SEVERAL_NODES),
    /** At each batch: it is written, and then the node dies. */
    KILL_AT_BATCH(0.02, Dimension.SEVERAL_NODES),
    /** At each time that a node is told how far a store is: it does not hear it. */
    NEWS_LOST(0.5, Dimension.SEVERAL_NODES),
    /** At each time that a node is told how far a store is: it hears it late. */
    NEWS_LATE(0.5, Dimension.SEVERAL_NODES),
    /** At each call of the ledger: others get on with something first. */
    OVERTAKEN(0.4, Dimension.SEVERAL_NODES),
    /** Each time that a node has something to do: it takes its time. */
    SLOW_NODE(0.3, Dimension.SEVERAL_NODES);

    private final double most;
    private final @Nullable Dimension dimension;

    Fault(double most) {
        this(most, null);
    }

    Fault(double most, @Nullable Dimension dimension) {
        this.most = most;
        this.dimension = dimension;
    }

    /** Without which it never happens; null for what may happen in every run. */
    @Nullable
    Dimension dimension() {
        return dimension;
    }

    /** The greatest probability. */
    double most() {
        return most;
    }
}
