package dev.dust.testkit.conformance;

import dev.dust.Entry;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What reads of single paths must show. */
final class ReadSteps {
    private static final String MISSING = "missing";
    private static final String NOTHING = "nothing";

    private ReadSteps() {
    }

    static Step get(Form form) {
        Supplier<String> path = form.path("path");
        Value expected = form.find("value");
        boolean missing = form.flag(MISSING);
        String reason = form.findText("throws");
        if (reason == null && (expected != null) == missing) {
            throw new ScenarioFailure("get expects either a value or missing");
        }
        return Steps.attempt("get", reason, trial -> {
            Value seen = trial.store().get(path.get()).optional().orElse(null);
            if (reason == null && (missing ? seen != null : !Objects.equals(expected, seen))) {
                throw ScenarioFailure.expected("get " + path.get(), Json.textOr(NOTHING, expected), Json.textOr(NOTHING, seen));
            }
        });
    }

    static Step entry(Form form) {
        Supplier<String> path = form.path("path");
        boolean missing = form.flag(MISSING);
        String reason = form.findText("throws");
        MapValue expected = form.only("value", "type", "revision", "pending");
        return Steps.attempt("entry", reason, trial -> {
            Optional<Entry> entry = trial.store().entry(path.get());
            MapValue seen = entry.map(ReadSteps::fields).orElse(null);
            if (reason == null && (missing ? seen != null : seen == null || !Match.named(expected, seen))) {
                throw ScenarioFailure.expected("entry " + path.get(), missing ? NOTHING : Json.text(expected),
                        Json.textOr(NOTHING, seen));
            }
        });
    }

    private static MapValue fields(Entry entry) {
        return Json.map("value", entry.value(), "type", entry.type(), "revision",
                entry.revision().isPresent() ? entry.revision().getAsLong() : null, "pending", entry.pending());
    }

    static Step getMany(Form form) {
        List<Supplier<String>> paths = form.paths("paths");
        MapValue expected = form.findObject("values");
        String reason = form.findText("throws");
        if (reason == null && expected == null) {
            throw new ScenarioFailure("get_many expects values");
        }
        return Steps.attempt("get_many", reason, trial -> {
            var keys = new ArrayList<String>();
            paths.forEach(path -> keys.add(path.get()));
            MapValue seen = MapValue.envelope(trial.store().getMany(keys));
            if (reason == null && expected != null && !seen.equals(expected)) {
                throw ScenarioFailure.expected("get_many", Json.text(expected), Json.text(seen));
            }
        });
    }
}
