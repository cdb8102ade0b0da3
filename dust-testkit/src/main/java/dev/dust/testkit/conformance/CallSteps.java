package dev.dust.testkit.conformance;

import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.LeaseOptions;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.path.Glob;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Overflow;
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

    static ScenarioStep read(FieldReader reader) {
        String name = reader.text("call");
        String as = reader.findText("as");
        String reason = reader.findText("throws");
        ScenarioStep call = switch (name) {
            case "put" -> put(reader, as);
            case "delete" -> write(reader, as, (store, path, options) -> store.at(path).delete(options));
            case "merge" -> merge(reader, as);
            case "increment" -> increment(reader, as);
            case "add" -> add(reader, as);
            case "remove" -> remove(reader, as);
            case "put_file" -> putFile(reader, as);
            case "lease" -> lease(reader, as);
            case "renew" -> renew(reader, as);
            case "release" -> release(reader, as);
            case "on" -> on(reader, as);
            case "off" -> subscription(reader, SubscriptionProbe::off);
            case "block" -> subscription(reader, probe -> probe.gate().shut());
            case "unblock" -> subscription(reader, probe -> probe.gate().open());
            default -> throw new ScenarioFailure("there is no call \"" + name + '"');
        };
        return StepParser.attempt(name, reason, call);
    }

    /** A write of the API, without its operand. */
    @FunctionalInterface
    private interface Writing {
        Write write(DustStore store, String path, WriteOptions options);
    }

    private static ScenarioStep write(FieldReader reader, @Nullable String as, Writing writing) {
        Supplier<String> path = reader.path("path");
        BiFunction<ScenarioRun, WriteOptions, WriteOptions> options = options(reader.nested("options"));
        return run -> run.note(as,
                Call.write(writing.write(run.store(), path.get(), options.apply(run, WriteOptions.defaults()))));
    }

    private static BiFunction<ScenarioRun, WriteOptions, WriteOptions> options(FieldReader reader) {
        Long ifMatch = reader.findWhole("if_match");
        boolean ifAbsent = reader.flag("if_absent");
        String fence = reader.findText("fence");
        reader.end();
        return (run, none) -> {
            WriteOptions options = ifMatch == null ? none : none.ifMatch(ifMatch);
            options = ifAbsent ? options.ifAbsent() : options;
            return fence == null ? options : options.fence(run.lease(fence));
        };
    }

    private static ScenarioStep put(FieldReader reader, @Nullable String as) {
        Value value = reader.get("value");
        return write(reader, as, (store, path, options) -> store.at(path).put(value, options));
    }

    private static ScenarioStep merge(FieldReader reader, @Nullable String as) {
        Value value = reader.get("value");
        return write(reader, as, (store, path, options) -> store.at(path).merge(value, options));
    }

    private static ScenarioStep increment(FieldReader reader, @Nullable String as) {
        Value by = reader.has("by") ? reader.get("by") : Value.of(1);
        return write(reader, as, (store, path, options) -> store.at(path).increment(number(by), options));
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

    private static ScenarioStep add(FieldReader reader, @Nullable String as) {
        Value member = reader.get("member");
        return write(reader, as, (store, path, options) -> store.at(path).add(member, options));
    }

    private static ScenarioStep remove(FieldReader reader, @Nullable String as) {
        Value member = reader.get("member");
        return write(reader, as, (store, path, options) -> store.at(path).remove(member, options));
    }

    private static ScenarioStep putFile(FieldReader reader, @Nullable String as) {
        Supplier<String> path = reader.path("path");
        byte[] content = reader.text("content").getBytes(StandardCharsets.UTF_8);
        var options = FileOptions.defaults().filename(reader.findText("filename")).contentType(reader.findText("content_type"));
        return run -> run.note(as, Call.write(run.store().at(path.get()).putFile(content, options)));
    }

    private static Duration ttl(FieldReader reader) {
        Long millis = reader.findWhole("ttl_ms");
        return Duration.ofMillis(millis == null ? DEFAULT_TTL : millis);
    }

    private static ScenarioStep lease(FieldReader reader, @Nullable String as) {
        Supplier<String> path = reader.path("path");
        LeaseOptions unnamed = LeaseOptions.defaults().ttl(ttl(reader));
        String holder = reader.findText("holder");
        LeaseOptions options = holder == null ? unnamed : unnamed.holder(holder);
        return run -> run.note(as, Call.lease(path.get(), run.store().at(path.get()).lease(options)));
    }

    private static ScenarioStep renew(FieldReader reader, @Nullable String as) {
        String name = reader.text("lease");
        Duration ttl = ttl(reader);
        return run -> {
            Lease lease = run.lease(name);
            run.note(as, Call.renew(lease, run.store().renew(lease, ttl)));
        };
    }

    private static ScenarioStep release(FieldReader reader, @Nullable String as) {
        String name = reader.text("lease");
        return run -> {
            Lease lease = run.lease(name);
            run.note(as, Call.release(lease, run.store().release(lease)));
        };
    }

    private static ScenarioStep on(FieldReader reader, @Nullable String as) {
        Supplier<String> pattern = pattern(reader);
        Mode mode = Mode.valueOf(reader.choice("mode", "all", "committed", "optimistic").toUpperCase(Locale.ROOT));
        boolean includeCurrent = reader.flag("include_current");
        Integer limit = reader.findInt("limit");
        Order order = reader.order();
        Integer maxQueue = reader.findInt("max_queue");
        return run -> {
            SubscriptionOptions options = SubscriptionOptions.defaults().mode(mode).overflow(Overflow.END);
            if (includeCurrent) {
                options = limit == null ? options.withCurrent() : options.withCurrent().limit(limit);
            }
            options = options.order(order);
            run.listen(as, pattern.get(), maxQueue == null ? options : options.maxQueue(maxQueue));
        };
    }

    /** A pattern, as text or as a list of segments. */
    static Supplier<String> pattern(FieldReader reader) {
        if (!(reader.get("pattern") instanceof ListValue(List<Value> items))) {
            return reader.path("pattern");
        }
        List<String> segments = items.stream().map(item -> {
            if (Json.string(item) == null) {
                throw new ScenarioFailure("a segment of a pattern is a text, not " + Json.text(item));
            }
            return Json.string(item);
        }).toList();
        return () -> Glob.of(segments).pattern();
    }

    private static ScenarioStep subscription(FieldReader reader, Consumer<SubscriptionProbe> action) {
        String of = reader.text("of");
        return run -> action.accept(run.probe(of));
    }
}
