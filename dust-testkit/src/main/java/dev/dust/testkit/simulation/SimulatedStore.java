package dev.dust.testkit.simulation;

import dev.dust.server.ledger.StoredRow;
import dev.dust.server.rules.PushKind;
import dev.dust.value.MapValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One store at the server, and what it did. */
abstract class SimulatedStore {
    private final World world;
    private final String name;
    private final Records records = new Records();
    private final @Nullable SharedRows shared;

    SimulatedStore(World world, String name) {
        this.world = world;
        this.name = name;
        this.shared = world.isSharing() ? new SharedRows() : null;
    }

    World world() {
        return world;
    }

    String name() {
        return name;
    }

    Records records() {
        return records;
    }

    /** What clients that share a cache did to its rows; null if none do. */
    @Nullable
    SharedRows shared() {
        return shared;
    }

    /** Which store it is, for a trace in which there are several. */
    String tag() {
        return name.equals(World.STORE) ? "" : name.substring(name.indexOf('/') + 1) + " ";
    }

    /** Whether it knows an op that it is sent again. */
    abstract boolean isIdempotent();

    /** Whether it has forgotten ops that it would know, with the history that was compacted. */
    boolean hasForgotten() {
        return false;
    }

    /** Whether it takes nothing any more that a device sent before it joined. */
    abstract boolean takesOver();

    /** Whether it waits for clients that are ahead of it, and takes nothing in before. */
    boolean isRecovering() {
        return false;
    }

    /** Whether that device may be ahead of it. */
    boolean isAwaiting(String device) {
        return false;
    }

    /** How far it is. */
    abstract long storeSeq();

    /** Up to where it has forgotten what happened. */
    abstract long compactedSeq();

    /** Its rows, in the order of their keys. */
    abstract List<StoredRow> rows();

    /** Somebody else writes, over HTTP. */
    abstract void backDoor(PushKind kind, MapValue payload);

    /** Whether a client at {@code lastSeq} may say that the rows will do. */
    final boolean mayTakeRows(long lastSeq) {
        return lastSeq == 0 && world.hasOwnCaches();
    }

    /** Ends a membership, as Phoenix does when its process ends. */
    abstract void endMembership(Link link);

    /** The connections of its members. */
    abstract List<Link> joined();

    /** Forgets its history up to there. */
    abstract void forget(long uptoSeq);

    /** Forgets some of its history, perhaps all. */
    void compact() {
        forget(world.random().between(compactedSeq(), storeSeq()));
        world.trace().note("compacted %sup to %d of %d", tag(), compactedSeq(), storeSeq());
    }
}
