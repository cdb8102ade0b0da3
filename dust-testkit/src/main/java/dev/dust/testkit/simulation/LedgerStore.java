package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.memory.MemoryStore;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.Wire;
import dev.dust.time.Durations;
import dev.dust.transport.ClientMessage;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One store of the ledger that nodes share. */
final class LedgerStore extends SimulatedStore {
    private final SeveralNodes server;
    private final MemoryStore truth;
    private final Refusals refusals;
    private final MonotonicClock clock;
    /** The rows before the newest op. */
    private final Replay before;
    /** When each op was committed, by the simulation's time. */
    private final List<Long> committedAt = new ArrayList<>();
    /** The same by the ledger's clock. */
    private final List<Long> committedMillis = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    LedgerStore(World world, SeveralNodes server, MemoryStore truth) {
        super(world, truth.name());
        this.server = server;
        this.truth = truth;
        this.refusals = new Refusals(world);
        this.clock = new MonotonicClock(world.time());
        this.before = new Replay(records());
    }

    Refusals refusals() {
        return refusals;
    }

    /** Whether the op of that client_op_id has been committed. */
    boolean knows(@Nullable String opId) {
        return opId != null && known.contains(opId);
    }

    /** Somebody has written: notes what there is now. */
    void written() {
        for (Event event : truth.after(records().lastSeq(), Integer.MAX_VALUE).events()) {
            checkLease(event);
            records().noteEvent(event);
            committedAt.add(world().time().nanos());
            committedMillis.add(clock.getAsLong());
            if (event.clientOpId() != null) {
                if (!known.add(event.clientOpId())) {
                    throw new SimulationFailure("an op took effect more than once: " + event);
                }
                records().noteCommitted(event.clientOpId());
            }
            world().trace().note("  committed %s%d: %s %s %s", tag(), event.storeSeq(), event.op(), event.path(),
                    event.value());
        }
    }

    /** Nobody is given a lease that somebody has, by the one clock that all nodes judge by. */
    private void checkLease(Event event) {
        if (event.op().equals("lease") && isHeld(event.path(), null, event.storeSeq(), clock.getAsLong())) {
            throw new SimulationFailure("the lease " + event.path() + " was given away while it was held: " + event);
        }
    }

    /** Whether {@code key} was leased when op {@code seq} was decided, under that token or under any. */
    private boolean isHeld(String key, @Nullable Long token, long seq, long millis) {
        StoredRow row = before.at(seq - 1).all().get(key);
        return row != null && row.value() instanceof LeaseValue lease && millis < lease.expiresAtMillis()
                && (token == null || token == lease.token());
    }

    /** A push was accepted: what was fenced had its lease. */
    void checkAccepted(ClientMessage push, MapValue response) {
        MapValue fence = Wire.map(push.payload().get("fence"));
        Long seq = Wire.integer(response.get("store_seq"));
        if (fence == null || seq == null) {
            return;
        }
        String key = Objects.requireNonNull(Wire.text(fence, "key"), "key");
        Long token = Wire.integer(fence.get("token"));
        if (!isHeld(key, token, seq, committedMillis.get((int) (seq - 1)))) {
            throw new SimulationFailure("op " + seq + " was accepted under a lease of " + key + " that nobody had: " + push);
        }
    }

    /** How far it was at that moment. */
    long committedUntil(long nanos) {
        int seq = committedAt.size();
        while (seq > 0 && committedAt.get(seq - 1) > nanos) {
            seq--;
        }
        return seq;
    }

    /** A client says that it is so far. */
    void acknowledged(@Nullable Long seq) {
        if (seq == null || seq > storeSeq()) {
            throw new SimulationFailure("a client acknowledged " + seq + " of " + storeSeq());
        }
    }

    @Override
    boolean isIdempotent() {
        return true;
    }

    @Override
    boolean takesOver() {
        return true;
    }

    @Override
    long storeSeq() {
        return truth.head().seq();
    }

    @Override
    long compactedSeq() {
        return truth.head().compactedSeq();
    }

    @Override
    List<StoredRow> rows() {
        try (Snapshot now = truth.snapshot()) {
            return List.copyOf(now.toMap().values());
        }
    }

    @Override
    void backDoor(PushKind kind, MapValue payload) {
        SimulatedNode node = server.anyAwake();
        if (node != null) {
            world().trace().note("back door of %s: %s%s %s", node, tag(), kind.event(), payload);
            world().trace().note("back door of %s: %s", node, node.write(name(), kind, payload));
        }
    }

    @Override
    void endMembership(Link link) {
        server.endMembership(link, name(), world().random().chance(0.5) ? "phx_close" : "phx_error");
    }

    @Override
    List<Link> joined() {
        return server.joined(name());
    }

    /** As {@code Upkeep} does it: whose ops were is remembered longer, so that none takes effect again. */
    @Override
    void forget(long uptoSeq) {
        truth.retain(Retention.defaults().ops(storeSeq() - uptoSeq).age(Durations.FOR_EVER));
    }
}
