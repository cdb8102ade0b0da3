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
record Scenario(String name, String store, String deviceId, List<Step> steps, boolean restarts) {

    /**
     * Reads a scenario.
     *
     * @throws ScenarioFailure if {@code value} is none
     */
    static Scenario read(Value value) {
        var form = new Form("a scenario", value);
        String name = form.text("name");
        String store = form.findText("store");
        String deviceId = form.findText("device_id");
        List<Value> written = form.list("steps");
        form.end();
        var steps = new ArrayList<Step>();
        for (Value step : written) {
            try {
                steps.add(Steps.read(step));
            } catch (ScenarioFailure | DustException e) {
                throw new ScenarioFailure("step " + (steps.size() + 1) + ": " + e.getMessage());
            }
        }
        return new Scenario(name, store == null ? "test/store" : store, deviceId == null ? "dev_test" : deviceId, steps,
                written.stream().anyMatch(Steps::isRestart));
    }
}
