package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.rules.PushKind;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A machine on which a node runs, dies, and runs again. */
final class SimulatedNode {
    /** Within which a member is sent what was written, where nothing is wrong: the poll, a second try, and the work itself. */
    private static final Duration IN_TIME = Duration.ofSeconds(4);

    private final World world;
    private final SeveralNodes server;
    private final int number;
    private final UnaryOperator<Ledger> ledgers;
    /** Null while it is down. */
    private @Nullable NodeLife life;
    private long pausedUntil;
    private long awayUntil;
    /** When something was wrong here last. */
    private long troubled;

    SimulatedNode(World world, SeveralNodes server, int number, UnaryOperator<Ledger> ledgers) {
        this.world = world;
        this.server = server;
        this.number = number;
        this.ledgers = ledgers;
    }

    void start() {
        if (life == null) {
            world.trace().note("%s: starts", this);
            troubled();
            life = new NodeLife(world, server, this, ledgers);
        }
    }

    /** It is gone, from one moment to the next. */
    void kill() {
        if (life != null) {
            world.trace().note("%s: dies", this);
            life.die();
            life = null;
        }
    }

    /** It stands still. */
    void pause(Duration duration) {
        world.trace().note("%s: paused for %s", this, duration);
        pausedUntil = Math.max(pausedUntil, world.time().nanos() + duration.toNanos());
        troubled();
        world.later(duration, this::goesOn);
    }

    /** It cannot reach the ledger. */
    void loseLedger(Duration duration) {
        world.trace().note("%s: no ledger for %s", this, duration);
        awayUntil = Math.max(awayUntil, world.time().nanos() + duration.toNanos());
        troubled();
        world.later(duration, this::troubled);
    }

    private void goesOn() {
        troubled();
        if (life != null) {
            life.wake();
        }
    }

    /** From now on nothing goes wrong. */
    void heal() {
        pausedUntil = 0;
        awayUntil = 0;
        start();
        goesOn();
    }

    boolean isUp() {
        return life != null;
    }

    /** Whether it runs, and does not stand still. */
    boolean isAwake() {
        return life != null && pausedUntil <= world.time().nanos();
    }

    boolean hasLedger() {
        return awayUntil <= world.time().nanos();
    }

    /** Something is wrong here, or was until now. */
    void troubled() {
        troubled = Math.max(troubled, Math.max(world.time().nanos(), Math.max(pausedUntil, awayUntil)));
    }

    /** Whether it has something to do, and can. */
    boolean canWork() {
        return isAwake() && life().canWork();
    }

    boolean hasWork() {
        return life != null && life.hasWork();
    }

    /** Does one of the things that it has to do. */
    void workOnce() {
        life().workOnce();
    }

    private NodeLife life() {
        if (life == null) {
            throw new SimulationFailure(this + " is down");
        }
        return life;
    }

    void takesIn(Link link) {
        life().takesIn(link);
    }

    void received(Link link, ClientMessage message, boolean late) {
        if (life != null) {
            life.received(link, message, late);
        }
    }

    void ended(Link link) {
        if (life != null) {
            life.ended(link);
        }
    }

    void endMemberships(Link link, String store, String event) {
        if (life != null) {
            life.endMemberships(link, store, event);
        }
    }

    /** Others have written. */
    void hear(String store, long seq) {
        if (life != null) {
            life.hear(store, seq);
        }
    }

    /** Writes over HTTP; returns the answer, or null if there is none. */
    @Nullable
    MapValue write(String store, PushKind kind, MapValue payload) {
        return life().write(store, kind, payload);
    }

    Stream<Link> joined(String store) {
        return life == null ? Stream.empty() : life.joined(store);
    }

    /** Its members have been sent all that they should have been by now. */
    void checkInTime() {
        long now = world.time().nanos();
        if (life != null && now - troubled > IN_TIME.toNanos()) {
            life.checkSentUpTo(now - IN_TIME.toNanos());
        }
    }

    @Override
    public String toString() {
        return "node" + number;
    }
}
