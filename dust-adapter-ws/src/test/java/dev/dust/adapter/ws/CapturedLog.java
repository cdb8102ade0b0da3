package dev.dust.adapter.ws;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this package logs while this is open; it goes nowhere else. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(CapturedLog.class.getPackageName());
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    CapturedLog() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
    }

    List<String> messages(Level level) {
        return records.stream().filter(logged -> logged.getLevel() == level).map(LogRecord::getMessage).toList();
    }

    /** Everything, with the messages of what was thrown. */
    List<String> all() {
        return records.stream().map(logged -> logged.getMessage() + " " + logged.getThrown()).toList();
    }

    /** Whether a record has a trace. */
    boolean hasTrace(Level level) {
        return records.stream().anyMatch(logged -> logged.getLevel() == level && logged.getThrown() != null);
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }
}
