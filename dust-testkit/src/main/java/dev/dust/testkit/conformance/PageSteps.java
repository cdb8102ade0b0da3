package dev.dust.testkit.conformance;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.ListValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What reads of many rows must show. */
final class PageSteps {
    private static final String ENTRIES = "entries";
    private static final String KEYS = "keys";
    private static final String PREFIXES = "prefixes";

    private PageSteps() {
    }

    /** How a scenario asks for a page. */
    private record Options(@Nullable Integer limit, Order order, String select, @Nullable String after) {

        static Options read(FieldReader reader) {
            var options = new Options(reader.findInt("limit"), reader.order(),
                    reader.choice("select", ENTRIES, KEYS, PREFIXES), reader.findText("after"));
            reader.end();
            return options;
        }

        PageOptions of(ScenarioRun run) {
            PageOptions options = PageOptions.defaults().order(order);
            options = limit == null ? options : options.limit(limit);
            return after == null ? options : options.after(run.cursor(after));
        }
    }

    /** What a page is compared with. */
    private record Expected(@Nullable List<Value> items, @Nullable Value next, @Nullable String reason) {

        static Expected read(FieldReader reader) {
            List<Value> items = reader.findList("items");
            Value next = reader.find("next");
            String reason = reader.findText("throws");
            if (items == null && reason == null) {
                throw new ScenarioFailure("a page expects items");
            }
            if (next != null && !(next instanceof NullValue) && Json.string(next) == null) {
                throw new ScenarioFailure("\"next\" is null or the name of a cursor, not " + Json.text(next));
            }
            return new Expected(items == null ? null : items.stream().map(Expected::item).toList(), next, reason);
        }

        /** An item with its path rendered: a path, or a path and a value. */
        private static Value item(Value item) {
            Supplier<String> path = item instanceof ListValue(List<Value> pair) && pair.size() == 2
                    ? FieldReader.pathOf(pair.getFirst())
                    : null;
            return path == null ? item : new ListValue(List.of(Value.of(path.get()), ((ListValue) item).items().getLast()));
        }

        boolean namesCursor() {
            return next instanceof TextValue;
        }

        void check(String what, Page<Value> page, ScenarioRun run) {
            if (reason != null || items == null) {
                return;
            }
            if (!page.items().equals(items)) {
                throw ScenarioFailure.expected(what, "items " + Json.text(new ListValue(items)),
                        Json.text(new ListValue(page.items())));
            }
            if (next != null && namesCursor() != (page.next() != null)) {
                throw ScenarioFailure.expected(what, namesCursor() ? "a next page" : "no next page",
                        page.next() == null ? "none" : "the cursor " + page.next());
            }
            if (namesCursor()) {
                run.bindCursor(Json.string(next), page.next());
            }
        }
    }

    static ScenarioStep enumerate(FieldReader reader) {
        Supplier<String> pattern = CallSteps.pattern(reader);
        boolean paged = reader.has("options");
        Options options = Options.read(reader.nested("options"));
        Expected expected = Expected.read(reader);
        return StepParser.attempt("enum", expected.reason, run -> {
            Page<Value> page = paged || expected.namesCursor()
                    ? page(run.store(), pattern.get(), options.select, options.of(run))
                    : new Page<>(run.store().enumerate(pattern.get()).stream().map(PageSteps::pair).toList(), null);
            expected.check("enum " + pattern.get(), page, run);
        });
    }

    private static Page<Value> page(DustStore store, String pattern, String select, PageOptions options) {
        return switch (select) {
            case KEYS -> texts(store.keys(pattern, options));
            case PREFIXES -> texts(store.prefixes(pattern, options));
            default -> pairs(store.entries(pattern, options));
        };
    }

    static ScenarioStep range(FieldReader reader) {
        Supplier<String> from = reader.path("from");
        Supplier<String> to = reader.path("to");
        Options options = Options.read(reader.nested("options"));
        Expected expected = Expected.read(reader);
        return StepParser.attempt("range", expected.reason, run -> {
            Page<Value> page = switch (options.select) {
                case KEYS -> texts(run.store().rangeKeys(from.get(), to.get(), options.of(run)));
                case PREFIXES -> throw new InvalidRequestException("unsupported_select", "a range has no prefixes");
                default -> pairs(run.store().range(from.get(), to.get(), options.of(run)));
            };
            expected.check("range " + from.get() + " to " + to.get(), page, run);
        });
    }

    private static Page<Value> texts(Page<String> page) {
        return new Page<>(page.items().stream().<Value>map(TextValue::new).toList(), page.next());
    }

    private static Page<Value> pairs(Page<Entry> page) {
        return new Page<>(page.items().stream().map(PageSteps::pair).toList(), page.next());
    }

    private static Value pair(Entry entry) {
        return new ListValue(List.of(Value.of(entry.path().key()), entry.value()));
    }
}
