package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Growth;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.StoreLedger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger as one node has it: it may be away, others may be faster, and what they tell each other may be lost. */
final class NodeLedger implements Ledger, Growth.News<String> {
    private static final Duration LOOKING = Duration.ofSeconds(1);
    private static final Duration USUAL_DELAY = Duration.ofMillis(10);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final World world;
    private final SeveralNodes server;
    private final SimulatedNode node;
    private final NodeLife life;
    private final Growth<String> growth = new Growth<>(this);
    private final Map<String, NodeStore> stores = new HashMap<>();
    private boolean begun;

    NodeLedger(World world, SeveralNodes server, SimulatedNode node, NodeLife life) {
        this.world = world;
        this.server = server;
        this.node = node;
        this.life = life;
    }

    Growth<String> growth() {
        return growth;
    }

    /** The node asks for something. */
    void asked() {
        server.overtake(node);
        checkIsThere();
    }

    /** Fails if the node cannot reach it. */
    void checkIsThere() {
        if (life.isDead() || !node.hasLedger()) {
            throw new LedgerException.Unavailable("the ledger is away", null);
        }
    }

    @Override
    public @Nullable StoreLedger find(String store) {
        return server.store(store) == null ? null : make(store);
    }

    @Override
    public void requireWritable() {
        checkIsThere();
    }

    @Override
    public StoreLedger make(String store) {
        return stores.computeIfAbsent(store,
                name -> new NodeStore(world, server, node, life, this, server.ledgerStore(name)));
    }

    @Override
    public Set<String> stores() {
        return server.truth().stores();
    }

    @Override
    public void close() {
        // It is the others', too.
    }

    // --- What nodes tell each other

    @Override
    public void begin(Growth<String> listening) {
        if (!begun) {
            begun = true;
            world.later(LOOKING, this::lookAgainAndAgain);
        }
    }

    /** Nothing depends on news: who follows is told once somebody has looked. */
    private void lookAgainAndAgain() {
        if (!life.isDead()) {
            world.later(LOOKING, this::lookAgainAndAgain);
            look();
        }
    }

    private void look() {
        if (node.isAwake() && node.hasLedger()) {
            growth.followed().stream().sorted()
                    .forEach(store -> growth.reached(store, server.ledgerStore(store).storeSeq()));
        }
    }

    @Override
    public void tell(String store, long seq) {
        server.tell(node, store, seq);
    }

    @Override
    public void tellOfArchive(String store) {
        throw new SimulationFailure("nobody archives the store " + store);
    }

    /** News have come from another node, or will. */
    void hear(String store, long seq) {
        if (!world.faults().strikes(Fault.NEWS_LOST)) {
            Duration delay = world.faults().strikes(Fault.NEWS_LATE)
                    ? world.random().anyUpTo(LONGEST_DELAY)
                    : world.random().upTo(USUAL_DELAY);
            world.later(delay, () -> life.ledger().execute(() -> growth.reached(store, seq)));
        }
    }
}
