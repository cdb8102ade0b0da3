package dev.dust.testkit.simulation;

import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a store's server does with pushes that write (docs/protocol.md#writes): decides, answers, and sometimes crashes. */
final class Pushes {
    private static final String BUSY = "{:writer_unavailable, {:timeout, {GenServer, :call, [:writer, :write, 5000]}}}";

    private final World world;
    private final OneServer server;
    private final OneServersStore store;
    private final Refusals refusals;
    private final boolean hosted;
    private final boolean idempotent;
    private final boolean inTurn;
    /** How many pushes of a membership were answered with an error, where that counts. */
    private final Map<Link, Long> refused = new HashMap<>();
    /** The ops that the server has been sent. */
    private final Set<String> known = new HashSet<>();
    private final Set<String> indigestible = new HashSet<>();
    /** What became of ops that were committed, where the server knows that. */
    private final Map<String, PushResult> remembered = new HashMap<>();
    private boolean hasForgotten;

    Pushes(World world, OneServer server, OneServersStore store) {
        this.world = world;
        this.server = server;
        this.store = store;
        this.hosted = world.has(Dimension.HOSTED_SERVER);
        this.idempotent = world.has(Dimension.IDEMPOTENT_SERVER) && !hosted;
        this.inTurn = world.has(Dimension.PUSHES_IN_TURN) && !hosted;
        this.refusals = new Refusals(world);
    }

    /** Whether the server knows an op that it is sent again. */
    boolean isIdempotent() {
        return idempotent;
    }

    /** Whether no push is taken out of turn that asks for that. */
    boolean areInTurn() {
        return inTurn;
    }

    /** A membership begins. */
    void joined(Link link) {
        refused.put(link, 0L);
    }

    private boolean isOutOfTurn(Link link, ClientMessage push) {
        Long heard = Wire.integer(push.payload().get("refusals"));
        return inTurn && heard != null && !heard.equals(refused.get(link));
    }

    /** A frame has arrived, whether or not its sender is a member. */
    void arrived(Link link, ClientMessage push) {
        if (Leases.OPS.contains(op(push))) {
            link.client().store(store).leases().received(opId(push), link);
        }
    }

    /** A member's push has arrived. */
    void received(Link link, PushKind kind, ClientMessage push, boolean late) {
        String opId = opId(push);
        if (late) {
            store.records().noteLate(opId);
        }
        if (isIndigestible(opId)) {
            world.trace().note("  the server crashes on %s", opId);
            store.records().noteIndigestible(opId);
            server.crash(link, store);
        } else if (hosted && world.faults().strikes(Fault.WRITER_UNAVAILABLE)) {
            busy(link, kind, push);
        } else if (isOutOfTurn(link, push)) {
            answer(link, push, PushResult.refused(Refusal.of(Records.OUT_OF_TURN)), late);
        } else {
            answer(link, push, decide(link, kind, push), late);
        }
    }

    private boolean isIndigestible(@Nullable String opId) {
        if (known.add(opId) && world.faults().strikes(Fault.INDIGESTIBLE)) {
            indigestible.add(opId);
        }
        return indigestible.contains(opId);
    }

    /** The writer takes longer than its caller waits: nobody is told what becomes of the op. */
    private void busy(Link link, PushKind kind, ClientMessage push) {
        if (world.random().chance(0.5) && !store.isRecovering()) {
            PushResult outcome = store.state().apply(kind, push.payload(), link.client().device());
            if (outcome.ok()) {
                store.records().noteDecision(opId(push), outcome);
            }
            store.publishSilently(outcome);
        }
        store.reply(link, push, error(BUSY));
    }

    private PushResult decide(Link link, PushKind kind, ClientMessage push) {
        PushResult before = remembered.get(opId(push));
        if (before != null) {
            return new PushResult(true, before.response(), List.of(), false);
        }
        PushResult outcome = store.isRecovering() ? refusals.soon() : refusals.next();
        if (outcome == null) {
            outcome = store.state().apply(kind, push.payload(), link.client().device());
        }
        if (idempotent && !outcome.events().isEmpty()) {
            remembered.put(opId(push), outcome);
        }
        return outcome;
    }

    private void answer(Link link, ClientMessage push, PushResult outcome, boolean late) {
        if (!late && link.isOpen()) {
            // Else its client never hears of it, and sends it again.
            store.records().noteDecision(opId(push), outcome);
            if (Records.isNotNow(outcome)) {
                link.client().store(store).leases().putOff(opId(push));
            }
        }
        if (!outcome.ok() && !Records.OUT_OF_TURN.equals(outcome.reason())) {
            refused.merge(link, 1L, Long::sum);
        }
        boolean echoFirst = world.random().chance(0.5);
        if (echoFirst) {
            store.publish(outcome);
        }
        link.noteAnswered(opId(push));
        if (world.faults().strikes(Fault.SWALLOW_REPLY)) {
            world.trace().note("  the reply %s is swallowed", outcome.response());
        } else {
            store.reply(link, push, hosted ? asHosted(outcome) : outcome.reply());
        }
        if (!echoFirst) {
            store.publish(outcome);
        }
    }

    /** A conflict of the public server's does not tell the revision that there is. */
    private static MapValue asHosted(PushResult outcome) {
        return "conflict".equals(outcome.reason()) ? error("conflict") : outcome.reply();
    }

    static MapValue error(String reason) {
        return Wire.mapOf("status", "error", "response", Wire.mapOf("reason", reason));
    }

    /** Whether a reply says that the push is to be sent again, since one before it was refused. */
    static boolean isOutOfTurn(MapValue reply) {
        return reply.get("response") instanceof MapValue response
                && Records.OUT_OF_TURN.equals(Wire.text(response, "reason"));
    }

    private static @Nullable String opId(ClientMessage push) {
        return Wire.text(push.payload(), "client_op_id");
    }

    private static String op(ClientMessage push) {
        return String.valueOf(Wire.text(push.payload(), "op"));
    }

    /** Those of the ops of these ids that are told what became of them if they come again. */
    ListValue known(Value opIds) {
        var known = new ArrayList<Value>();
        for (Value opId : ((ListValue) opIds).items()) {
            PushResult outcome = remembered.get(((TextValue) opId).value());
            if (outcome != null) {
                known.add(Wire.mapOf("client_op_id", opId, "store_seq", outcome.events().getLast().storeSeq()));
            }
        }
        return new ListValue(known);
    }

    /** What was committed up to {@code seq} may be sent again as if it had never been. */
    void forget(long seq) {
        hasForgotten |= remembered.values().removeIf(outcome -> outcome.events().getLast().storeSeq() <= seq);
    }

    boolean hasForgotten() {
        return hasForgotten;
    }

    /** What came after {@code seq} is gone, and what was known of it. */
    void loseTail(long seq) {
        remembered.values().removeIf(outcome -> outcome.events().getLast().storeSeq() > seq);
    }
}
