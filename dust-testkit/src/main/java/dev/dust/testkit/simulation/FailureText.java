package dev.dust.testkit.simulation;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Failures in words. */
final class FailureText {
    private static final int MOST_FRAMES = 12;

    private FailureText() {
    }

    /** What was found; for an exception that nobody expected also where. */
    static @Nullable String describe(Throwable found) {
        if (found instanceof SimulationFailure && found.getCause() == null) {
            return found.getMessage();
        }
        Throwable origin = found.getCause() == null ? found : found.getCause();
        var text = new StringBuilder(found instanceof SimulationFailure ? found.getMessage() : found.toString());
        // A lambda has another name each time.
        Stream.of(origin.getStackTrace()).filter(frame -> !frame.getClassName().contains("$$Lambda")).limit(MOST_FRAMES)
                .forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
