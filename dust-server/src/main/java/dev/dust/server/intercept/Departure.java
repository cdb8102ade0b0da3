package dev.dust.server.intercept;

/** When a frame may leave for its client. */
@FunctionalInterface
public interface Departure {
    /** Without waiting. */
    Departure AT_ONCE = () -> {
    };

    /** Waits until then. The thread is the client's own, and sends nothing else meanwhile. */
    void await() throws InterruptedException;
}
