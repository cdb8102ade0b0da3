package dev.dust.engine;

import dev.dust.sync.Input;

/** Something to do in a turn: an input for the core, or a piece of the engine's own work, or first the one and then the other. */
final class TurnItem extends Mailbox.Item {
    private final Input input;
    private final Runnable before;
    private RuntimeException failure;

    TurnItem(Input input) {
        this(input, () -> {
        });
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

    boolean isSubmit() {
        return input instanceof Input.Submit;
    }

    /** Submits share turns with submits alone: if they cannot be kept, nothing else is undone with them. */
    boolean mayJoin(TurnItem next) {
        return isSubmit() == next.isSubmit();
    }

    void fail(RuntimeException why) {
        failure = why;
    }

    /** What the caller is to be told instead of a result; null for nothing. */
    RuntimeException failure() {
        return failure;
    }
}
