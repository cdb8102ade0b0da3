package dev.dust.testkit.conformance;

import dev.dust.Entry;
import dev.dust.StoreReader;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What reads of single paths must show. */
final class ReadSteps {
    private static final String MISSING = "missing";
    private static final String COMMITTED = "committed";
    private static final String NOTHING = "nothing";

    private ReadSteps() {
    }

    static ScenarioStep get(FieldReader reader) {
        Supplier<String> path = reader.path("path");
        Value expected = reader.find("value");
        boolean missing = reader.flag(MISSING);
        boolean committed = reader.flag(COMMITTED);
        String reason = reader.findText("throws");
        if (reason == null && (expected != null) == missing) {
            throw new ScenarioFailure("get expects either a value or missing");
        }
        return StepParser.attempt("get", reason, run -> {
            Value seen = from(run, committed).get(path.get()).optional().orElse(null);
            if (reason == null && (missing ? seen != null : !Objects.equals(expected, seen))) {
                throw ScenarioFailure.expected("get " + path.get(), Json.textOr(NOTHING, expected), Json.textOr(NOTHING, seen));
            }
        });
    }

    static ScenarioStep entry(FieldReader reader) {
        Supplier<String> path = reader.path("path");
        boolean missing = reader.flag(MISSING);
        boolean committed = reader.flag(COMMITTED);
        String reason = reader.findText("throws");
        MapValue expected = reader.only("value", "type", "revision", "pending");
        return StepParser.attempt("entry", reason, run -> {
            Optional<Entry> entry = from(run, committed).entry(path.get());
            MapValue seen = entry.map(ReadSteps::fields).orElse(null);
            if (reason == null && (missing ? seen != null : seen == null || !Match.named(expected, seen))) {
                throw ScenarioFailure.expected("entry " + path.get(), missing ? NOTHING : Json.text(expected),
                        Json.textOr(NOTHING, seen));
            }
        });
    }

    private static StoreReader from(ScenarioRun run, boolean committed) {
        return committed ? run.store().committed() : run.store();
    }

    private static MapValue fields(Entry entry) {
        return Json.map("value", entry.value(), "type", entry.type(), "revision",
                entry.revision().isPresent() ? entry.revision().getAsLong() : null, "pending", entry.pending());
    }

    static ScenarioStep getMany(FieldReader reader) {
        List<Supplier<String>> paths = reader.paths("paths");
        MapValue expected = reader.findObject("values");
        String reason = reader.findText("throws");
        if (reason == null && expected == null) {
            throw new ScenarioFailure("get_many expects values");
        }
        return StepParser.attempt("get_many", reason, run -> {
            var keys = new ArrayList<String>();
            paths.forEach(path -> keys.add(path.get()));
            var values = new LinkedHashMap<String, Value>();
            run.store().getMany(keys).forEach((key, found) -> values.put(key, found.value()));
            MapValue seen = MapValue.envelope(values);
            if (reason == null && expected != null && !seen.equals(expected)) {
                throw ScenarioFailure.expected("get_many", Json.text(expected), Json.text(seen));
            }
        });
    }
}
