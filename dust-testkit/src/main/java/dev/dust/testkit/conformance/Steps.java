package dev.dust.testkit.conformance;

import dev.dust.error.DustException;
import dev.dust.value.BoolValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads steps. All that can be known to be wrong with a step is found here, before the scenario runs. */
final class Steps {
    private static final List<String> KINDS = List.of("server", "call", "expect", "clock", "restart");

    private Steps() {
    }

    /** The step that {@code value} describes. */
    static Step read(Value value) {
        var form = new Form("a step", value);
        List<String> kinds = KINDS.stream().filter(form::has).toList();
        if (kinds.size() != 1) {
            throw new ScenarioFailure("a step is one of " + String.join(", ", KINDS) + ", not " + Json.text(value));
        }
        Step step = switch (kinds.getFirst()) {
            case "server" -> ServerSteps.read(form);
            case "call" -> CallSteps.read(form);
            case "expect" -> ExpectSteps.read(form);
            case "clock" -> clock(form.whole("clock"));
            default -> restart(form);
        };
        form.end();
        return step;
    }

    static boolean isRestart(Value value) {
        MapValue step = Json.object(value);
        return step != null && step.get("restart") != null;
    }

    private static Step clock(long millis) {
        if (millis < 0) {
            throw new ScenarioFailure("the clock does not go back");
        }
        return trial -> trial.moveClock(Duration.ofMillis(millis));
    }

    private static Step restart(Form form) {
        if (form.find("restart") != BoolValue.TRUE) {
            throw new ScenarioFailure("\"restart\" is true");
        }
        return Trial::restart;
    }

    /** A step that calls the API, and must fail at once where {@code reason} is not null. */
    static Step attempt(String what, @Nullable String reason, Step call) {
        return trial -> {
            try {
                call.take(trial);
            } catch (DustException e) {
                if (!e.reason().equals(reason)) {
                    throw ScenarioFailure.expected(what, reason == null ? "no error" : "error " + reason,
                            "error " + e.reason() + " (" + e.getMessage() + ")");
                }
                return;
            }
            if (reason != null) {
                throw ScenarioFailure.expected(what, "error " + reason, "none");
            }
        };
    }
}
