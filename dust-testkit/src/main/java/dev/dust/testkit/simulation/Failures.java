package dev.dust.testkit.simulation;

/** Failures in words. */
final class Failures {
    private static final int MOST_FRAMES = 12;

    private Failures() {
    }

    /** What was found; for an exception that nobody expected also where. */
    static String describe(RuntimeException found) {
        if (found instanceof SimulationFailure && found.getCause() == null) {
            return found.getMessage();
        }
        Throwable origin = found.getCause() == null ? found : found.getCause();
        var text = new StringBuilder(found instanceof SimulationFailure ? found.getMessage() : found.toString());
        StackTraceElement[] frames = origin.getStackTrace();
        for (int i = 0; i < Math.min(MOST_FRAMES, frames.length); i++) {
            text.append("\n    at ").append(frames[i]);
        }
        return text.toString();
    }
}
