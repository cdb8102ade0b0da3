package dev.dust.testkit.simulation;

import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.Departure;
import dev.dust.server.intercept.InterceptedWrite;
import dev.dust.server.node.ClientLink;
import dev.dust.server.node.Connection;
import dev.dust.server.node.Outgoing;
import dev.dust.server.node.Sending;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection, as a node has it: what comes in waits for the node, and what goes out is looked at. */
final class NodeLine implements ClientLink, Sending, ConnectionInterceptor {
    /** What a push is told whose membership was taken over: it was not decided. */
    private static final String NO_MEMBER = "unmatched topic";

    /** What has come in, or the end of it where there is no message. */
    private record Arrived(@Nullable ClientMessage message, boolean late) {
    }

    private final World world;
    private final SeveralNodes server;
    private final NodeLife life;
    private final Link link;
    private final ArrayDeque<Arrived> inbox = new ArrayDeque<>();
    /** By store. */
    private final Map<String, NodeMembership> memberships = new LinkedHashMap<>();
    /** By the ref of the join, until that is answered: before it is handled, the pushes before it are answered. */
    private final Map<String, NodeMembership> asked = new LinkedHashMap<>();
    private final List<CompletableFuture<?>> undecided = new ArrayList<>();
    private @Nullable Connection connection;
    /** What is being handled. */
    private @Nullable Arrived current;
    private boolean stopped;

    NodeLine(World world, SeveralNodes server, NodeLife life, Link link) {
        this.world = world;
        this.server = server;
        this.life = life;
        this.link = link;
    }

    Link link() {
        return link;
    }

    Connection connection() {
        return Objects.requireNonNull(connection, "connection");
    }

    void opened(Connection opened) {
        connection = opened;
    }

    boolean isMember(String store) {
        NodeMembership membership = memberships.get(store);
        return membership != null && membership.isJoined();
    }

    void checkSentUpTo(long nanos) {
        memberships.values().forEach(membership -> membership.checkSentUpTo(nanos));
    }

    // --- What comes in

    void add(ClientMessage message, boolean late) {
        inbox.add(new Arrived(message, late));
    }

    void addEnd() {
        inbox.add(new Arrived(null, false));
    }

    /** The node is dead. */
    void forget() {
        inbox.clear();
        memberships.clear();
        asked.clear();
    }

    boolean hasMore() {
        return !inbox.isEmpty();
    }

    /** Whether there is something to handle, and nothing is being handled. */
    boolean canHandle() {
        return current == null && !inbox.isEmpty();
    }

    /** Whether nothing is under way that a join would wait for. */
    boolean isIdle() {
        undecided.removeIf(CompletableFuture::isDone);
        return canHandle() && undecided.isEmpty();
    }

    boolean isNextJoin() {
        ClientMessage next = Objects.requireNonNull(inbox.peek(), "arrived").message();
        return next != null && next.event().equals(ClientMessage.JOIN);
    }

    void handleNext() {
        Arrived next = Objects.requireNonNull(inbox.poll(), "arrived");
        if (next.message() == null) {
            memberships.clear();
            asked.clear();
            life.gone(this);
            connection().closed();
            return;
        }
        current = next;
        try {
            handle(next.message(), next.late());
        } finally {
            current = null;
        }
    }

    private void handle(ClientMessage message, boolean late) {
        LedgerStore store = server.ledgerStore(message.store());
        world.trace().note("  %s%s -> %s: %s%s %s join_ref %s ref %s", late ? "late: " : "", link, life.node(), store.tag(),
                message.event(), message.payload(), message.joinRef(), message.ref());
        world.guarded(() -> noteArrived(store, message));
        connection().received(new Frame(message.joinRef(), message.ref(), Frame.STORE_TOPIC + message.store(),
                message.event(), message.payload()), () -> {
                });
    }

    private void noteArrived(LedgerStore store, ClientMessage message) {
        if (message.event().equals(ClientMessage.JOIN)) {
            store.records().noteJoin();
            asked.put(String.valueOf(message.ref()), new NodeMembership(world, life.node(), store, message, life.batch()));
        }
        if (message.event().equals(ClientMessage.ACK_SEQ)) {
            store.acknowledged(Wire.integer(message.payload().get("seq")));
        }
        if (Leases.OPS.contains(String.valueOf(Wire.text(message.payload(), "op")))) {
            link.client().store(store).leases().received(opId(message), link);
        }
    }

    private static @Nullable String opId(ClientMessage message) {
        return Wire.text(message.payload(), "client_op_id");
    }

    // --- What the node decides

    @Override
    public CompletableFuture<MapValue> write(InterceptedWrite write) {
        Arrived push = Objects.requireNonNull(current, "push");
        ClientMessage message = Objects.requireNonNull(push.message(), "push");
        LedgerStore store = server.ledgerStore(message.store());
        PushResult refused = push.late() || store.knows(opId(message)) ? null : store.refusals().next();
        CompletableFuture<MapValue> reply = refused == null
                ? write.apply()
                : CompletableFuture.completedFuture(refused.reply());
        undecided.add(reply);
        return reply.thenApply(decided -> {
            world.guarded(() -> noteDecided(store, message, decided, push.late()));
            return decided;
        });
    }

    private void noteDecided(LedgerStore store, ClientMessage message, MapValue reply, boolean late) {
        boolean ok = Value.of("ok").equals(reply.get("status"));
        MapValue response = Objects.requireNonNull(Wire.map(reply.get("response")), "response");
        var outcome = new PushResult(ok, response, List.of(), true);
        if (ok) {
            store.checkAccepted(message, response);
        }
        if (!late && link.isOpen() && !NO_MEMBER.equals(outcome.reason())) {
            store.records().noteDecision(opId(message), outcome);
        }
        if (Records.isNotNow(outcome)) {
            link.client().store(store).leases().putOff(opId(message));
        }
    }

    @Override
    public void reply(MapValue push, Runnable sending) {
        String op = Wire.text(push, "client_op_id");
        link.noteAnswered(op);
        if (world.faults().strikes(Fault.SWALLOW_REPLY)) {
            world.trace().note("  the reply to %s is swallowed", op);
        } else {
            sending.run();
        }
    }

    // --- What goes out

    @Override
    public void add(Outgoing outgoing, Departure departure) {
        if (life.isDead() || stopped) {
            return;
        }
        Frame frame = outgoing.frame();
        String store = frame.topic().substring(Frame.STORE_TOPIC.length());
        var message = new ServerMessage(store, frame.joinRef(), frame.ref(), frame.event(), frame.payload());
        world.guarded(() -> look(message));
        link.send(message);
        if (outgoing.hasSequel()) {
            world.later(Duration.ZERO, () -> life.goOn(outgoing));
        }
    }

    @Override
    public void end(int code, String reason) {
        throw new IllegalStateException("nodes of a simulation are killed, and do not say goodbye");
    }

    @Override
    public int waiting() {
        return 0;
    }

    private void look(ServerMessage message) {
        Arrived handled = current;
        ClientMessage push = handled == null ? null : handled.message();
        if (handled != null && push != null && Objects.equals(push.ref(), message.ref())
                && Pushes.isOutOfTurn(message.payload())) {
            // The ledger has not been asked.
            noteDecided(server.ledgerStore(message.store()), push, message.payload(), handled.late());
        }
        if (message.event().equals(ServerMessage.REPLY)) {
            NodeMembership answered = asked.remove(String.valueOf(message.ref()));
            if (answered != null) {
                memberships.put(message.store(), answered);
            }
        }
        NodeMembership membership = memberships.get(message.store());
        if (message.event().equals(ServerMessage.SNAPSHOT)) {
            server.ledgerStore(message.store()).records().noteSnapshot(link.client().device(),
                    NodeMembership.whole(message, "snapshot_seq"),
                    Wire.isTrue(message.payload(), "replaces_history"));
        }
        if (message.event().equals(ServerMessage.ERROR)) {
            link.noteCrash();
        }
        if (membership != null) {
            membership.sent(message);
        } else if (message.event().equals(ServerMessage.EVENT)) {
            throw new SimulationFailure(life.node() + " sends " + link + " what it did not ask for: " + message);
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public int sizeOf(Outgoing outgoing) {
        return 0;
    }

    @Override
    public CompletableFuture<?> send(Outgoing outgoing, boolean more) {
        throw new IllegalStateException("frames are sent as they come");
    }

    /** A node ends a connection where it cannot handle a frame, and all that it gets here it can. */
    @Override
    public void close(int status, @Nullable String reason) {
        if (!life.isDead()) {
            world.fail(new SimulationFailure(life.node() + " closes the connection of " + link + ": " + status + " " + reason));
        }
    }

    @Override
    public void abort() {
        close(0, "aborted");
    }
}
