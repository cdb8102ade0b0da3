package dev.dust;

import dev.dust.error.FlightAbortedException;
import dev.dust.value.Value;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The work of one flight, on the thread that does it. Thread-safe. */
final class FlightWork {
    private final String key;
    private final FlightFunction function;
    private final SingleFlight flights;
    private final Interruptible interruptible = new Interruptible();

    FlightWork(String key, FlightFunction function, SingleFlight flights) {
        this.key = key;
        this.function = function;
        this.flights = flights;
    }

    /**
     * What the work has found.
     *
     * @param value  what the application made
     * @param text   the same, as it is kept
     * @param before the revision of what stood at the key when work without a lease began; empty if it cannot be said
     */
    record Done(Value value, String text, OptionalLong before) {
    }

    /** Does the work, which can be interrupted from its beginning to its end, and not beyond. */
    Done run(@Nullable HeldLease lease) throws Exception {
        interruptible.begin();
        try {
            OptionalLong before = lease == null ? flights.revision(key) : OptionalLong.empty();
            Value value = value(function.run(lease));
            return new Done(value, flights.conversion().toJson(value), before);
        } finally {
            interruptible.end();
        }
    }

    private Value value(@Nullable Flight flight) {
        return switch (flight) {
            case Flight.Publish(Object result) -> flights.conversion().toValue(result);
            case Flight.Abort(String reason) -> throw new FlightAbortedException(reason);
            case null -> throw new NullPointerException("the work must end with Flight.publish or Flight.abort, not null");
        };
    }

    /** Interrupts the work; if it has not begun, it will not. */
    void interrupt() {
        interruptible.interrupt();
    }
}
