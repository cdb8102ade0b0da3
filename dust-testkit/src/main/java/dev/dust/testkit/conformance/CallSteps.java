package dev.dust.testkit.conformance;

import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.LeaseOptions;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.path.Glob;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.DecimalValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the application does. */
final class CallSteps {
    private static final long DEFAULT_TTL = 30_000;

    private CallSteps() {
    }

    static Step read(Form form) {
        String name = form.text("call");
        String as = form.findText("as");
        String reason = form.findText("throws");
        Step call = switch (name) {
            case "put" -> put(form, as);
            case "delete" -> write(form, as, DustStore::delete);
            case "merge" -> merge(form, as);
            case "increment" -> increment(form, as);
            case "add" -> add(form, as);
            case "remove" -> remove(form, as);
            case "put_file" -> putFile(form, as);
            case "lease" -> lease(form, as);
            case "renew" -> renew(form, as);
            case "release" -> release(form, as);
            case "on" -> on(form, as);
            case "off" -> subscription(form, Ear::off);
            case "block" -> subscription(form, ear -> ear.gate().shut());
            case "unblock" -> subscription(form, ear -> ear.gate().open());
            default -> throw new ScenarioFailure("there is no call \"" + name + '"');
        };
        return Steps.attempt(name, reason, call);
    }

    /** A write of the API, without its operand. */
    @FunctionalInterface
    private interface Writing {
        Write write(DustStore store, String path, WriteOptions options);
    }

    private static Step write(Form form, @Nullable String as, Writing writing) {
        Supplier<String> path = form.path("path");
        BiFunction<Trial, WriteOptions, WriteOptions> options = options(form.form("options"));
        return trial -> trial.note(as,
                Call.write(writing.write(trial.store(), path.get(), options.apply(trial, WriteOptions.none()))));
    }

    private static BiFunction<Trial, WriteOptions, WriteOptions> options(Form form) {
        Long ifMatch = form.findWhole("if_match");
        boolean ifAbsent = form.flag("if_absent");
        String fence = form.findText("fence");
        form.end();
        return (trial, none) -> {
            WriteOptions options = ifMatch == null ? none : none.ifMatch(ifMatch);
            options = ifAbsent ? options.ifAbsent() : options;
            return fence == null ? options : options.fence(trial.lease(fence));
        };
    }

    private static Step put(Form form, @Nullable String as) {
        Value value = form.get("value");
        return write(form, as, (store, path, options) -> store.put(path, value, options));
    }

    private static Step merge(Form form, @Nullable String as) {
        Value value = form.get("value");
        return write(form, as, (store, path, options) -> store.merge(path, value, options));
    }

    private static Step increment(Form form, @Nullable String as) {
        Value by = form.has("by") ? form.get("by") : Value.of(1);
        return write(form, as, (store, path, options) -> store.increment(path, number(by), options));
    }

    /** Java's types leave no way to ask for what is no number. */
    private static Number number(Value by) {
        return switch (by) {
            case IntValue n -> n.bigValue();
            case FloatValue(double d) -> d;
            case DecimalValue decimal -> decimal.value();
            default -> throw new InvalidRequestException("increment_requires_number_value", "by is no number");
        };
    }

    private static Step add(Form form, @Nullable String as) {
        Value member = form.get("member");
        return write(form, as, (store, path, options) -> store.add(path, member, options));
    }

    private static Step remove(Form form, @Nullable String as) {
        Value member = form.get("member");
        return write(form, as, (store, path, options) -> store.remove(path, member, options));
    }

    private static Step putFile(Form form, @Nullable String as) {
        Supplier<String> path = form.path("path");
        byte[] content = form.text("content").getBytes(StandardCharsets.UTF_8);
        var options = new FileOptions(form.findText("filename"), form.findText("content_type"));
        return trial -> trial.note(as, Call.write(trial.store().putFile(path.get(), content, options)));
    }

    private static Duration ttl(Form form) {
        Long millis = form.findWhole("ttl_ms");
        return Duration.ofMillis(millis == null ? DEFAULT_TTL : millis);
    }

    private static Step lease(Form form, @Nullable String as) {
        Supplier<String> path = form.path("path");
        var options = new LeaseOptions(ttl(form), form.findText("holder"));
        return trial -> trial.note(as, Call.lease(path.get(), trial.store().lease(path.get(), options)));
    }

    private static Step renew(Form form, @Nullable String as) {
        String name = form.text("lease");
        Duration ttl = ttl(form);
        return trial -> {
            Lease lease = trial.lease(name);
            trial.note(as, Call.renew(lease, trial.store().renew(lease, ttl)));
        };
    }

    private static Step release(Form form, @Nullable String as) {
        String name = form.text("lease");
        return trial -> {
            Lease lease = trial.lease(name);
            trial.note(as, Call.release(lease, trial.store().release(lease)));
        };
    }

    private static Step on(Form form, @Nullable String as) {
        Supplier<String> pattern = pattern(form);
        Mode mode = Mode.valueOf(form.choice("mode", "all", "committed", "optimistic").toUpperCase(Locale.ROOT));
        boolean includeCurrent = form.flag("include_current");
        Integer limit = form.findInt("limit");
        boolean descending = form.choice("order", "asc", "desc").equals("desc");
        Integer maxQueue = form.findInt("max_queue");
        return trial -> {
            SubscriptionOptions options = SubscriptionOptions.defaults().mode(mode);
            if (includeCurrent) {
                options = limit == null ? options.withCurrent() : options.withCurrent(limit);
            }
            options = descending ? options.greatestFirst() : options;
            trial.listen(as, pattern.get(), maxQueue == null ? options : options.maxQueue(maxQueue));
        };
    }

    /** A pattern, as text or as a list of segments. */
    static Supplier<String> pattern(Form form) {
        if (!(form.get("pattern") instanceof ListValue(List<Value> items))) {
            return form.path("pattern");
        }
        List<String> segments = items.stream().map(item -> {
            if (Json.string(item) == null) {
                throw new ScenarioFailure("a segment of a pattern is a text, not " + Json.text(item));
            }
            return Json.string(item);
        }).toList();
        return () -> Glob.of(segments).pattern();
    }

    private static Step subscription(Form form, Consumer<Ear> action) {
        String of = form.text("of");
        return trial -> action.accept(trial.ear(of));
    }
}
