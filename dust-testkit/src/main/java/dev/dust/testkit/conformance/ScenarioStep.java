package dev.dust.testkit.conformance;

/** One step of a scenario. */
@FunctionalInterface
interface ScenarioStep {

    /**
     * Takes the step.
     *
     * @throws ScenarioFailure if what must be seen is not, or the step cannot be taken
     */
    void take(ScenarioRun run);
}
