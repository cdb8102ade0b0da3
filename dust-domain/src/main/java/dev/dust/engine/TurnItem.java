package dev.dust.engine;

import dev.dust.sync.Input;

/** Something to do in a turn: an input for the core, or a piece of the engine's own work, or first the one and then the other. */
final class TurnItem extends Mailbox.Item {
    private final Input input;
    private final Runnable before;

    TurnItem(Input input) {
        this(input, TurnItem::nothing);
    }

    TurnItem(Input input, Runnable before) {
        this.input = input;
        this.before = before;
    }

    private static void nothing() {
        // There is none.
    }

    /** What the core is to take; null for nothing. */
    Input input() {
        return input;
    }

    Runnable before() {
        return before;
    }

    /** Whether it asks for an op. */
    boolean isSubmit() {
        return input instanceof Input.Submit;
    }

    /** The client_op_id of the op that it asks for. */
    String opId() {
        return ((Input.Submit) input).opId();
    }

    /**
     * Submits share turns with submits, and frames with frames, so that a transaction holds many of them. All else has a turn to
     * itself: what goes wrong with one kind is not undone in the way of another.
     */
    boolean mayJoin(TurnItem next) {
        return isSubmit() && next.isSubmit() || isFrame() && next.isFrame();
    }

    private boolean isFrame() {
        return input instanceof Input.Received;
    }
}
