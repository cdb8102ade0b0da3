package dev.dust.testkit.simulation;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.node.Client;
import dev.dust.server.node.ClientLink;
import dev.dust.server.node.Connection;
import dev.dust.server.node.Execution;
import dev.dust.server.node.JournalFile;
import dev.dust.server.node.Node;
import dev.dust.server.node.Outgoing;
import dev.dust.server.node.Sending;
import dev.dust.server.node.ServerParts;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.PushKind;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node from its start to its death. What it would do on many threads is done by one: where one of them would wait for the
 * ledger, others go on, in any order, and so do other nodes.
 */
final class NodeLife implements Execution {
    private static final Duration USUAL_LATENCY = Duration.ofMillis(3);
    private static final Duration LONGEST_LATENCY = Duration.ofMillis(500);
    private static final int LARGEST_BATCH = 20;

    private final World world;
    private final SeveralNodes server;
    private final SimulatedNode node;
    private final NodeLedger ledger;
    private final ServerParts parts;
    private final Map<Link, NodeLine> lines = new LinkedHashMap<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final int batch;
    private @Nullable NodeLine arriving;
    private boolean awake;
    private boolean dead;
    /** How many things are being done, each while the one before waits. */
    private int depth;
    /** How many of them hold a store's lock, because somebody joins or catches up. */
    private int locking;

    NodeLife(World world, SeveralNodes server, SimulatedNode node, UnaryOperator<Ledger> ledgers) {
        this.world = world;
        this.server = server;
        this.node = node;
        this.batch = (int) world.random().between(1, LARGEST_BATCH);
        this.ledger = new NodeLedger(world, server, node, this);
        this.parts = Node.parts(options(ledgers.apply(ledger)), JournalFile::open, new ServerInterceptor() {
            @Override
            public ConnectionInterceptor connected(InterceptedConnection connection) {
                return Objects.requireNonNull(arriving, "line");
            }
        }, this);
    }

    private ServerOptions options(Ledger shared) {
        return ServerOptions.defaults().anyToken(true).sendQueue(Integer.MAX_VALUE).ledger(shared).time(world.time());
    }

    SimulatedNode node() {
        return node;
    }

    boolean isDead() {
        return dead;
    }

    /** Everything that it was about to do is not done. */
    void die() {
        dead = true;
        tasks.clear();
        // Who is connected finds out; not within what the node is doing just now.
        lines.keySet().forEach(link -> world.later(Duration.ZERO, link::cut));
        lines.values().forEach(NodeLine::forget);
    }

    // --- Connections

    void takesIn(Link link) {
        var line = new NodeLine(world, server, this, link);
        lines.put(link, line);
        arriving = line;
        var connection = new Connection(new Client("", Access.all(), link.client().device(), Format.JSON), parts);
        connection.opened(line);
        arriving = null;
        line.opened(connection);
    }

    void received(Link link, ClientMessage message, boolean late) {
        NodeLine line = lines.get(link);
        if (line != null) {
            line.add(message, late);
            wake();
        }
    }

    void ended(Link link) {
        NodeLine line = lines.get(link);
        if (line != null) {
            line.addEnd();
            wake();
        }
    }

    /** A connection is over, and all that came on it is handled. */
    void gone(NodeLine line) {
        lines.remove(line.link());
    }

    void endMemberships(Link link, String store, String event) {
        NodeLine line = lines.get(link);
        if (line != null) {
            line.connection().endMemberships(store, event);
        }
    }

    /** The connections of a store's members. */
    Stream<Link> joined(String store) {
        return lines.values().stream().filter(line -> line.isMember(store)).map(NodeLine::link);
    }

    void checkSentUpTo(long nanos) {
        lines.values().forEach(line -> line.checkSentUpTo(nanos));
    }

    // --- The ledger

    void hear(String store, long seq) {
        ledger.hear(store, seq);
    }

    /** Writes over HTTP. */
    @Nullable
    MapValue write(String store, PushKind kind, MapValue payload) {
        StoreHost host = parts.stores().make(store);
        depth++;
        try {
            return host.apply(kind, payload, null, host.topic()).reply();
        } catch (LedgerException.InDoubt nobodyKnows) {
            return null;
        } finally {
            depth--;
        }
    }

    // --- What is done, and when

    /** Has what there is to do done, soon. */
    void wake() {
        if (!awake && !dead) {
            awake = true;
            Duration latency = world.faults().strikes(Fault.SLOW_NODE)
                    ? world.random().anyUpTo(LONGEST_LATENCY)
                    : world.random().upTo(USUAL_LATENCY);
            world.later(latency, () -> {
                awake = false;
                work();
            });
        }
    }

    private void work() {
        // While it stands still nothing is done; it is woken afterwards.
        while (node.isAwake() && canWork()) {
            workOnce();
        }
    }

    boolean hasWork() {
        return !tasks.isEmpty() || lines.values().stream().anyMatch(NodeLine::hasMore);
    }

    /** Whether there is something to do, and nothing is being done that others would have to wait for. */
    boolean canWork() {
        return !dead && depth == 0 && hasWork();
    }

    /** Does one of the things that there are to do. */
    void workOnce() {
        List<NodeLine> ready = lines.values().stream().filter(NodeLine::canHandle).toList();
        int next = world.random().below(tasks.size() + ready.size());
        depth++;
        try {
            if (next < tasks.size()) {
                tasks.remove(next).run();
            } else {
                handle(ready.get(next - tasks.size()));
            }
        } finally {
            depth--;
        }
    }

    private void handle(NodeLine line) {
        boolean joins = line.isNextJoin();
        locking += joins ? 1 : 0;
        try {
            line.handleNext();
        } finally {
            locking -= joins ? 1 : 0;
        }
    }

    /** A batch of a catch-up has left: the next one follows. */
    void goOn(Outgoing last) {
        if (!dead) {
            locking++;
            try {
                last.sent();
            } finally {
                locking--;
            }
        }
    }

    /** Somebody may join while others wait for the ledger; not while somebody has the store's lock. */
    void letJoin() {
        if (locking == 0 && !dead && world.faults().strikes(Fault.OVERTAKEN)) {
            lines.values().stream().filter(line -> line.isIdle() && line.isNextJoin()).findFirst().ifPresent(this::handle);
        }
    }

    @Override
    public int batch() {
        return batch;
    }

    /** In place: the simulation says when. */
    @Override
    public Executor handling() {
        return Runnable::run;
    }

    @Override
    public Executor ledger() {
        return task -> {
            if (!dead) {
                tasks.add(task);
                wake();
            }
        };
    }

    @Override
    public void later(Duration delay, Runnable task) {
        world.later(delay, () -> ledger().execute(task));
    }

    /** The thread that would wait does what others would do meanwhile. */
    @Override
    public <T> T await(CompletableFuture<T> outcome) {
        while (!outcome.isDone()) {
            if (dead) {
                throw new LedgerException.InDoubt(node + " is dead", null);
            }
            if (tasks.isEmpty() && lines.values().stream().noneMatch(NodeLine::canHandle)) {
                throw world.failed(new SimulationFailure(node + " waits for what nobody does"));
            }
            workOnce();
        }
        return outcome.join();
    }

    @Override
    public Sending sending(ClientLink link, int capacity, Runnable tooSlow) {
        return (NodeLine) link;
    }
}
