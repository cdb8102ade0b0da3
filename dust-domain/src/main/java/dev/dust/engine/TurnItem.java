package dev.dust.engine;

import dev.dust.sync.Input;

/** Something to do in a turn: an input for the core, or a piece of the engine's own work, or first the one and then the other. */
final class TurnItem extends Mailbox.Item {
    private static final Runnable NOTHING = () -> {
    };

    private final Input input;
    private final Runnable before;
    private boolean tookEffect;

    TurnItem(Input input) {
        this(input, NOTHING);
    }

    TurnItem(Input input, Runnable before) {
        this.input = input;
        this.before = before;
    }

    /** What the core is to take; null for nothing. */
    Input input() {
        return input;
    }

    Runnable before() {
        return before;
    }

    /** Notes that what it asked for is kept, if anything of it is to be. Used by turns alone. */
    void noteEffect() {
        tookEffect = true;
    }

    /** Whether it was noted. */
    boolean tookEffect() {
        return tookEffect;
    }

    /** Whether there is nothing left to be done for it, should its turn have to be taken again. */
    boolean isOver() {
        return tookEffect || failure() != null;
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
