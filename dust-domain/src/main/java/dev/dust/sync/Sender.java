package dev.dust.sync;

import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.transport.ClientMessage;
import java.util.ArrayList;

/** Sends the ops of a store in their order, as many at a time as may be under way (docs/architecture.md#outbox). */
final class Sender {
    private final String store;
    private final int maxInFlight;
    private final RefGenerator refs;
    private final Outbox outbox;
    private final KeptOutbox kept;
    private final Suspects suspects;
    private final WritePause pause;
    private final Turn turn;

    Sender(String store, int maxInFlight, RefGenerator refs, Outbox outbox, KeptOutbox kept, Suspects suspects,
            WritePause pause, Turn turn) {
        this.store = store;
        this.maxInFlight = maxInFlight;
        this.refs = refs;
        this.outbox = outbox;
        this.kept = kept;
        this.suspects = suspects;
        this.pause = pause;
        this.turn = turn;
    }

    /**
     * Sends what may be sent; only while the membership is live.
     *
     * @param idempotent whether the server takes each op once, however often it is sent
     */
    void pump(EffectBuffer out, String joinRef, boolean idempotent) {
        suspects.beforeSending(outbox.isNoneUnderWay());
        boolean sends = false;
        var again = new ArrayList<PendingOp>(0);
        while (!pause.isOn()) {
            PendingOp op = outbox.next(suspects.any() ? 1 : maxInFlight);
            if (op == null) {
                break;
            }
            if (!suspects.maySend()) {
                return;
            }
            boolean wasDoubtful = op.history.isDoubtful();
            send(out, joinRef, op, idempotent);
            if (!op.isLeaseOp()) {
                sends = true;
                if (!wasDoubtful && op.history.isDoubtful()) {
                    again.add(op);
                }
            }
        }
        // A later run has to know that they may take effect twice. All that a step keeps is kept before anything is sent.
        out.keepAgain(again);
        if (sends) {
            out.prove();
        }
        if (outbox.isNoneUnderWay()) {
            suspects.giveBack();
        }
    }

    private void send(EffectBuffer out, String joinRef, PendingOp op, boolean idempotent) {
        if (!op.history.keptAsSent()) {
            kept.markAsSent(out);
        }
        op.history = op.history.sent(idempotent);
        String ref = refs.next();
        op.refusalsHeard = turn.refusals();
        outbox.send(op, ref, out.now.nanos());
        String event = op.op instanceof Op.PutFile ? ClientMessage.PUT_FILE : ClientMessage.WRITE;
        out.send(new ClientMessage(store, joinRef, ref, event,
                op.inTurn ? OpCodec.payloadInTurn(op.op, op.id, op.refusalsHeard) : OpCodec.payload(op.op, op.id)));
    }
}
