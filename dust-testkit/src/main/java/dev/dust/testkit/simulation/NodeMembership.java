package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node sends one member, from its join to the end: the ledger's history, each op once, in order and without a hole, and
 * nothing that is not in it. Between the batches of a catch-up there may be what happens meanwhile (docs/protocol.md#batches),
 * in the same order, and it may be told once more.
 */
final class NodeMembership {
    private final World world;
    private final SimulatedNode node;
    private final LedgerStore store;
    private final @Nullable String joinRef;
    private final @Nullable String ref;
    private final int batch;
    private final boolean takesRows;
    private boolean joined;
    private boolean caughtUp;
    /** Up to where the catch-up has told; from its end on, up to where this member was told. */
    private long sentSeq;
    /** How many ops the catch-up has told. */
    private int caughtUpWith;
    /** The newest op that was told as it happened; 0 if none was. */
    private long liveSeq;
    /** The first of those that came before the catch-up was complete; 0 if none did. */
    private long firstLiveSeq;

    NodeMembership(World world, SimulatedNode node, LedgerStore store, ClientMessage join, int batch) {
        this.world = world;
        this.node = node;
        this.store = store;
        this.joinRef = join.joinRef();
        this.ref = join.ref();
        this.batch = batch;
        this.takesRows = Wire.isTrue(join.payload(), "accepts_snapshot");
        this.sentSeq = Objects.requireNonNull(Wire.integer(join.payload().get("last_store_seq")), "last_store_seq");
        if (takesRows && !store.mayTakeRows(sentSeq)) {
            throw world.failed(new SimulationFailure("a client at " + sentSeq + " wants no history"));
        }
    }

    boolean isJoined() {
        return joined;
    }

    static long whole(ServerMessage message, String key) {
        return Objects.requireNonNull(Wire.integer(message.payload().get(key)), key);
    }

    /** The node sends it. */
    void sent(ServerMessage message) {
        switch (message.event()) {
            case ServerMessage.REPLY -> {
                if (Objects.equals(message.ref(), ref)) {
                    joined = "ok".equals(Wire.text(message.payload(), "status"));
                }
            }
            case ServerMessage.SNAPSHOT -> {
                require(takesRows || !Wire.isTrue(message.payload(), "replaces_history"), message);
                snapshot(whole(message, "snapshot_seq"));
            }
            case ServerMessage.EVENT -> event(message);
            case ServerMessage.CATCH_UP_COMPLETE -> {
                require(whole(message, "through_seq") == sentSeq && firstLiveSeq <= sentSeq + 1, message);
                caughtUp = true;
                sentSeq = Math.max(sentSeq, liveSeq);
            }
            case ServerMessage.CLOSE, ServerMessage.ERROR -> joined &= !Objects.equals(message.joinRef(), joinRef);
            default -> {
                // Nothing that tells history.
            }
        }
    }

    private void snapshot(long seq) {
        if (!joined || seq <= sentSeq || seq > store.storeSeq()) {
            throw new SimulationFailure(node + " sends a snapshot of " + seq + " after " + sentSeq);
        }
        sentSeq = seq;
    }

    private void event(ServerMessage message) {
        long seq = whole(message, "store_seq");
        Event committed = seq > store.records().lastSeq() ? null : store.records().event(seq);
        require(joined && committed != null && committed.payload().equals(message.payload()), message);
        if (message.joinRef() != null) {
            require(!caughtUp && seq == sentSeq + 1, message);
            sentSeq = seq;
            caughtUpWith++;
        } else {
            live(seq, message);
        }
    }

    private void live(long seq, ServerMessage message) {
        long next = Math.max(sentSeq, liveSeq) + 1;
        boolean betweenBatches = !caughtUp && caughtUpWith > 0 && caughtUpWith % batch == 0;
        require((caughtUp || betweenBatches) && (seq == next || liveSeq == 0 && !caughtUp && seq > next), message);
        liveSeq = seq;
        if (caughtUp) {
            sentSeq = seq;
        } else if (firstLiveSeq == 0) {
            firstLiveSeq = seq;
        }
    }

    private void require(boolean holds, ServerMessage message) {
        if (!holds) {
            throw new SimulationFailure(node + " sends " + message + " after " + sentSeq + ", and the ledger is at "
                    + store.records().lastSeq());
        }
    }

    /** It has been sent what was committed until then. */
    void checkSentUpTo(long nanos) {
        if (joined && caughtUp && sentSeq < store.committedUntil(nanos)) {
            throw new SimulationFailure(node + " has sent up to " + sentSeq + ", and at "
                    + world.time().nanos() + " ns the ledger has long been at " + store.committedUntil(nanos));
        }
    }
}
