package dev.dust.testkit.conformance;

/** What was expected and what was seen instead, or why a step is none. The message is all that is printed of it. */
final class ScenarioFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioFailure(String message) {
        super(message, null, false, false);
    }

    static ScenarioFailure expected(String what, Object expected, Object seen) {
        return new ScenarioFailure(what + ": expected " + expected + ", saw " + seen);
    }
}
