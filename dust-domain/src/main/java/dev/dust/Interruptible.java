package dev.dust;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Work on somebody's thread, which can be interrupted from its beginning to its end, and not beyond. Thread-safe. */
final class Interruptible {
    private @Nullable Thread worker;
    private boolean interrupted;

    /** This thread begins with it. */
    synchronized void begin() {
        if (interrupted) {
            throw new CancellationException("the work was called off before it began");
        }
        worker = Thread.currentThread();
    }

    /** The thread is not the work's: what was meant for the work must not reach what the thread does next. */
    synchronized void end() {
        worker = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /** Interrupts the work; if it has not begun, it will not. */
    synchronized void interrupt() {
        interrupted = true;
        if (worker != null) {
            worker.interrupt();
        }
    }
}
