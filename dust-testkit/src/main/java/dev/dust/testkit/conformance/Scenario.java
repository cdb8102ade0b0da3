package dev.dust.testkit.conformance;

import dev.dust.error.DustException;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario, read and found to be one.
 *
 * @param name     what it proves
 * @param store    the store that its client opens
 * @param deviceId its client's id
 * @param steps    what happens, in order
 * @param restarts whether the client is closed and opened again
 */
record Scenario(String name, String store, String deviceId, List<ScenarioStep> steps, boolean restarts) {

    /**
     * Reads a scenario.
     *
     * @throws ScenarioFailure if {@code value} is none
     */
    static Scenario read(Value value) {
        var reader = new FieldReader("a scenario", value);
        String name = reader.text("name");
        String store = reader.findText("store");
        String deviceId = reader.findText("device_id");
        List<Value> written = reader.list("steps");
        reader.end();
        var steps = new ArrayList<ScenarioStep>();
        for (Value step : written) {
            try {
                steps.add(StepParser.read(step));
            } catch (ScenarioFailure | DustException e) {
                throw new ScenarioFailure("step " + (steps.size() + 1) + ": " + e.getMessage());
            }
        }
        return new Scenario(name, store == null ? "test/store" : store, deviceId == null ? "dev_test" : deviceId, steps,
                written.stream().anyMatch(StepParser::isRestart));
    }
}
