package dev.dust.sync;

/**
 * The right to send what the server may fail on: of all stores on a connection one has it at a time, so that a connection that
 * the server cuts tells which write it was cut for. Never blocks.
 */
public interface Solo {
    /** For a connection with one store. */
    Solo ALONE = new Solo() {
        @Override
        public boolean take() {
            return true;
        }

        @Override
        public void giveBack() {
            // Nobody waits for it.
        }

        @Override
        public void leave() {
            // Nobody waits for it.
        }
    };

    /** Asks for it. Where somebody else has it, {@link Input.SoloFree} comes when this store has it instead. */
    boolean take();

    /** Gives it back, or up waiting for it. Does nothing if neither is so. */
    void giveBack();

    /**
     * The same when the connection is gone: nobody gets it, because the others may not have heard that yet. They would send
     * into the dark, and take what comes of it for their own fault.
     */
    void leave();
}
