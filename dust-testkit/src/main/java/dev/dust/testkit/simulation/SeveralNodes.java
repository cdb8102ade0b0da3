package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.transport.ClientMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Several nodes on one ledger, each as {@code dust serve} runs it. A client's next connection may be to any of them. */
final class SeveralNodes extends SimulatedServer {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(40);
    private static final Duration LONGEST_DOWN = Duration.ofSeconds(20);
    private static final Duration LONGEST_AWAY = Duration.ofSeconds(20);

    private final MemoryLedger truth;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<Link, SimulatedNode> connected = new HashMap<>();

    /**
     * Nodes that run.
     *
     * @param ledgers what is put between a node and its ledger
     */
    SeveralNodes(World world, List<String> names, int count, UnaryOperator<Ledger> ledgers) {
        super(world);
        truth = new MemoryLedger(new MonotonicClock(world.time()), Dialect.OWN::changesOf);
        names.forEach(name -> add(new LedgerStore(world, this, truth.make(name))));
        for (int i = 1; i <= count; i++) {
            var node = new SimulatedNode(world, this, i, ledgers);
            nodes.add(node);
            node.start();
        }
    }

    /** What is true. */
    MemoryLedger truth() {
        return truth;
    }

    LedgerStore ledgerStore(String name) {
        if (!(store(name) instanceof LedgerStore known)) {
            throw new SimulationFailure("a node asks for the store " + name);
        }
        return known;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    @Override
    boolean takesIn(Link link) {
        SimulatedNode node = world().random().pick(nodes);
        if (!node.isUp()) {
            return false;
        }
        world().trace().note("%s: connects to %s", link, node);
        node.takesIn(link);
        connected.put(link, node);
        return true;
    }

    @Override
    void received(Link link, ClientMessage message, boolean late) {
        SimulatedNode node = connected.get(link);
        if (node != null) {
            node.received(link, message, late);
        }
    }

    @Override
    void ended(Link link) {
        SimulatedNode node = connected.remove(link);
        if (node != null) {
            node.ended(link);
        }
    }

    /** A step that is a fault of theirs, perhaps; returns whether it was. */
    @Override
    boolean fails() {
        Faults faults = world().faults();
        if (faults.strikes(Fault.PAUSE_NODE)) {
            world().random().pick(nodes).pause(world().random().anyUpTo(LONGEST_PAUSE));
            return true;
        }
        if (faults.strikes(Fault.KILL_NODE)) {
            kill(world().random().pick(nodes));
            return true;
        }
        if (faults.strikes(Fault.LEDGER_AWAY)) {
            Duration away = world().random().anyUpTo(LONGEST_AWAY);
            boolean all = world().random().chance(0.5);
            (all ? nodes : List.of(world().random().pick(nodes))).forEach(node -> node.loseLedger(away));
            return true;
        }
        return false;
    }

    /** A node dies; after a while it is started again. */
    void kill(SimulatedNode node) {
        if (node.isUp()) {
            node.kill();
            world().later(world().random().anyUpTo(LONGEST_DOWN), node::start);
        }
    }

    /** Others may be faster than {@code node}, which is about to ask the ledger for something. */
    void overtake(SimulatedNode node) {
        if (world().faults().strikes(Fault.OVERTAKEN)) {
            List<SimulatedNode> others = nodes.stream().filter(other -> other != node && other.canWork()).toList();
            if (!others.isEmpty()) {
                world().random().pick(others).workOnce();
            }
        }
    }

    /** Something was written by {@code writer}: other nodes are told, if they are. */
    void tell(SimulatedNode writer, String store, long seq) {
        nodes.stream().filter(node -> node != writer).forEach(node -> node.hear(store, seq));
    }

    /** Any node that runs now, as an HTTP client finds it; null if there is none. */
    @Nullable
    SimulatedNode anyAwake() {
        List<SimulatedNode> awake = nodes.stream().filter(SimulatedNode::isAwake).toList();
        return awake.isEmpty() ? null : world().random().pick(awake);
    }

    /** The connections of a store's members, whichever node they are at. */
    List<Link> joined(String store) {
        return nodes.stream().flatMap(node -> node.joined(store)).toList();
    }

    /** The node ends a membership, also of a client that is gone, if the node has not noticed. */
    void endMembership(Link link, String store, String event) {
        nodes.forEach(node -> node.endMemberships(link, store, event));
    }

    @Override
    void heal() {
        nodes.forEach(SimulatedNode::heal);
    }

    @Override
    boolean isAtRest() {
        return super.isAtRest() && nodes.stream().noneMatch(SimulatedNode::hasWork);
    }

    @Override
    void check() {
        nodes.forEach(SimulatedNode::checkInTime);
    }
}
