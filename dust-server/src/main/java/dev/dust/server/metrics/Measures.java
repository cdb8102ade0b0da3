package dev.dust.server.metrics;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/** What one server tells {@link Metrics} of itself. They may throw, and harm nobody by it. Safe for every thread. */
public final class Measures implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Measures.class.getName());

    private final Metrics metrics;
    private final boolean on;
    private final List<Metrics.Shown> shown = new CopyOnWriteArrayList<>();
    private final AtomicBoolean toldOfFailure = new AtomicBoolean();

    /** Into {@code metrics}, where each counter is from now on, so that the first thing counted is seen as a step. */
    public Measures(Metrics metrics) {
        this.metrics = metrics;
        this.on = !metrics.equals(Metrics.none());
        for (ServerMeter meter : ServerMeter.values()) {
            if (meter.kind() == Meter.Kind.COUNTER) {
                List<String> values = meter.tagValues();
                if (values.isEmpty()) {
                    count(meter, 0);
                }
                values.forEach(value -> count(meter, value, 0));
            }
        }
    }

    /** Adds to a counter without a tag. */
    public void count(ServerMeter counter, long amount) {
        guarded(() -> metrics.count(counter, List.of(), amount));
    }

    /** Adds to a counter. */
    public void count(ServerMeter counter, String tagValue, long amount) {
        guarded(() -> metrics.count(counter, List.of(tagValue), amount));
    }

    /**
     * Notes how long something took.
     *
     * @param beganNanos when it began, by {@link System#nanoTime}
     */
    public void time(ServerMeter timer, String tagValue, long beganNanos) {
        guarded(() -> metrics.time(timer, List.of(tagValue), Duration.ofNanos(Math.max(0, System.nanoTime() - beganNanos))));
    }

    /** Has the ledger write a batch, and notes how that went. */
    public List<Outcome> write(StoreLedger ledger, List<? extends Push> batch) {
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            List<Outcome> outcomes = ledger.write(batch);
            outcome = "written";
            return outcomes;
        } catch (LedgerException.Unavailable e) {
            outcome = "unavailable";
            throw e;
        } catch (LedgerException.InDoubt e) {
            outcome = "in_doubt";
            throw e;
        } finally {
            time(ServerMeter.LEDGER_WRITE, outcome, began);
            guarded(() -> metrics.size(ServerMeter.LEDGER_BATCH, List.of(), batch.size()));
        }
    }

    /** Shows a number until this is closed. */
    public void show(ServerMeter gauge, DoubleSupplier now) {
        guarded(() -> shown.add(metrics.gauge(gauge, List.of(), now)));
    }

    private void guarded(Runnable call) {
        if (!on) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            // Once at WARNING: what fails each time would fill the log.
            LOG.log(toldOfFailure.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "the metrics of this server failed", e);
        }
    }

    /** Shows no number any more. */
    @Override
    public void close() {
        shown.forEach(one -> guarded(one::close));
        shown.clear();
    }
}
