package dev.dust.testkit.conformance;

import dev.dust.error.DustException;
import dev.dust.value.BoolValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads steps. All that can be known to be wrong with a step is found here, before the scenario runs. */
final class StepParser {
    private static final List<String> KINDS = List.of("server", "call", "expect", "clock", "restart");

    private StepParser() {
    }

    /** The step that {@code value} describes. */
    static ScenarioStep read(Value value) {
        var reader = new FieldReader("a step", value);
        List<String> kinds = KINDS.stream().filter(reader::has).toList();
        if (kinds.size() != 1) {
            throw new ScenarioFailure("a step is one of " + String.join(", ", KINDS) + ", not " + Json.text(value));
        }
        ScenarioStep step = switch (kinds.getFirst()) {
            case "server" -> ServerSteps.read(reader);
            case "call" -> CallSteps.read(reader);
            case "expect" -> ExpectSteps.read(reader);
            case "clock" -> clock(reader.whole("clock"));
            default -> restart(reader);
        };
        reader.end();
        return step;
    }

    static boolean isRestart(Value value) {
        MapValue step = Json.object(value);
        return step != null && step.get("restart") != null;
    }

    private static ScenarioStep clock(long millis) {
        if (millis < 0) {
            throw new ScenarioFailure("the clock does not go back");
        }
        return run -> run.moveClock(Duration.ofMillis(millis));
    }

    private static ScenarioStep restart(FieldReader reader) {
        if (reader.find("restart") != BoolValue.TRUE) {
            throw new ScenarioFailure("\"restart\" is true");
        }
        return ScenarioRun::restart;
    }

    /** A step that calls the API, and must fail at once where {@code reason} is not null. */
    static ScenarioStep attempt(String what, @Nullable String reason, ScenarioStep call) {
        return run -> {
            try {
                call.take(run);
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
