package dev.dust.fuzz;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears what code says of faults of its own: it goes on after them, and nobody else would be told. Safe for every thread. */
public final class LoggedFaults extends Handler {
    private final Logger logger;
    private volatile @Nullable LogRecord first;

    /** Listens to the loggers of a package and those below it. */
    public LoggedFaults(String packageName) {
        logger = Logger.getLogger(packageName);
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord said) {
        if (said.getLevel().equals(Level.SEVERE) && first == null) {
            first = said;
        }
    }

    /**
     * Lets it pass if there was no fault since this was asked last.
     *
     * @throws AssertionError with what was logged
     */
    public void check() {
        LogRecord fault = first;
        first = null;
        if (fault != null) {
            throw new AssertionError("a fault was logged: " + fault.getMessage(), fault.getThrown());
        }
    }

    @Override
    public void flush() {
        // It keeps nothing back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
