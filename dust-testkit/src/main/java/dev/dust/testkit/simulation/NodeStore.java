package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.memory.MemoryStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store as one node has it. */
final class NodeStore implements StoreLedger {
    private final World world;
    private final SeveralNodes server;
    private final SimulatedNode node;
    private final NodeLife life;
    private final NodeLedger ledger;
    private final LedgerStore store;
    private final MemoryStore truth;

    NodeStore(World world, SeveralNodes server, SimulatedNode node, NodeLife life, NodeLedger ledger, LedgerStore store) {
        this.world = world;
        this.server = server;
        this.node = node;
        this.life = life;
        this.ledger = ledger;
        this.store = store;
        this.truth = server.truth().make(store.name());
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public Head head() {
        ledger.asked();
        return truth.head();
    }

    @Override
    public long join(String deviceId, boolean takesOver) {
        ledger.asked();
        return truth.join(deviceId, takesOver);
    }

    @Override
    public List<Outcome> write(List<? extends Push> batch) {
        ledger.asked();
        if (world.faults().strikes(Fault.BATCH_FAILS)) {
            throw new LedgerException.Unavailable("a batch cannot be written", null);
        }
        long before = truth.head().seq();
        List<Outcome> outcomes = truth.write(batch);
        world.guarded(store::written);
        if (batch.size() > 1) {
            world.trace().note("  %s wrote %d together", node, batch.size());
        }
        if (truth.head().seq() > before) {
            committed();
        }
        life.letJoin();
        return outcomes;
    }

    /** What was written is there for good. Whether the node hears of it is another matter. */
    private void committed() {
        if (world.faults().strikes(Fault.KILL_AT_BATCH)) {
            server.kill(node);
            throw new LedgerException.InDoubt("the node is dead", null);
        }
        // Half of the lost answers are looked up by the ledger itself.
        if (world.faults().strikes(Fault.BATCH_UNANSWERED) && world.random().chance(0.5)) {
            world.trace().note("  %s does not hear that it was committed", node);
            throw new LedgerException.InDoubt("a commit was not answered", null);
        }
        ledger.growth().written(name(), truth.head().seq());
    }

    @Override
    public Map<OpId, Long> recognised(Collection<OpId> ids) {
        ledger.asked();
        return truth.recognised(ids);
    }

    @Override
    public History after(long seq, int most) {
        ledger.asked();
        History read = truth.after(seq, most);
        life.letJoin();
        return read;
    }

    @Override
    public List<Event> last(int most) {
        ledger.asked();
        return truth.last(most);
    }

    @Override
    public @Nullable StoredRow row(String key) {
        ledger.asked();
        return truth.row(key);
    }

    @Override
    public RowRange range(String from, @Nullable String to, int most) {
        ledger.asked();
        return truth.range(from, to, most);
    }

    @Override
    public Snapshot snapshot() {
        ledger.asked();
        return truth.snapshot();
    }

    @Override
    public @Nullable Snapshot trySnapshot() {
        return world.random().chance(0.2) ? null : snapshot();
    }

    @Override
    public Snapshot snapshotAt(long seq) {
        ledger.asked();
        return truth.snapshotAt(seq);
    }

    @Override
    public void compact(long uptoSeq) {
        ledger.asked();
        truth.compact(uptoSeq);
    }

    @Override
    public long retain(Retention retention) {
        ledger.asked();
        return truth.retain(retention);
    }

    @Override
    public void archive() {
        ledger.asked();
        truth.archive();
    }

    @Override
    public Following follow(Follower follower) {
        ledger.asked();
        return ledger.growth().follow(name(), follower, this::head);
    }
}
