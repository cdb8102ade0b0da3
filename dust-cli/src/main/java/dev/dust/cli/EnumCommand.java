package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust enum}. */
@Command(name = "enum", description = "Print a page of what matches a pattern, and the cursor of the next page.")
final class EnumCommand extends ReadCommand {
    /** In which order. */
    enum Direction {
        ASC, DESC
    }

    /** What of the rows. */
    enum Select {
        ENTRIES, KEYS, PREFIXES
    }

    @Parameters(index = "1", paramLabel = "PATTERN", converter = GlobConverter.class,
            description = "A path, with * for any one segment and, at its end, ** for one or more. Quote it, for the shell.")
    private Glob pattern;
    @Option(names = "--limit", paramLabel = "N", description = "How many on a page, 1 to 1000 (default: 50).")
    private Integer limit;
    @Option(names = "--order", paramLabel = "asc|desc", defaultValue = "asc",
            description = "In which order of the paths (default: ${DEFAULT-VALUE}).")
    private Direction order;
    @Option(names = "--select", paramLabel = "entries|keys|prefixes", defaultValue = "entries",
            description = "Whole rows, their paths alone, or the distinct heads of the paths, as long as a pattern that ends "
                    + "with ** (default: ${DEFAULT-VALUE}).")
    private Select select;
    @Option(names = "--after", paramLabel = "CURSOR", description = "Begin behind the page that named this as next.")
    private String after;
    @Option(names = "--all", description = "Print one page after the other, a line for each.")
    private boolean all;

    @Override
    void check() {
        try {
            options(after);
        } catch (InvalidRequestException outOfRange) {
            throw mistake(outOfRange.getMessage());
        }
        if (select == Select.PREFIXES && !pattern.isPrefixPattern()) {
            throw mistake("prefixes need a pattern that ends with **, not " + pattern.pattern());
        }
    }

    private PageOptions options(String cursor) {
        PageOptions options = PageOptions.defaults().order(order == Direction.ASC ? Order.ASCENDING : Order.DESCENDING)
                .after(cursor);
        return limit == null ? options : options.limit(limit);
    }

    @Override
    void read(Session session) {
        String next = print(session.store(), after);
        while (all && next != null) {
            next = print(session.store(), next);
        }
        // Whoever asks for a page knows that there are pages.
        if (next != null && limit == null && after == null) {
            say("there is more: --all prints it, too, --after the next page");
        }
    }

    /** Prints the page behind a cursor, and returns the cursor of the next. */
    private @Nullable String print(DustStore store, String cursor) {
        PageOptions options = options(cursor);
        return switch (select) {
            case ENTRIES -> print(store.entries(pattern.pattern(), options), EnumCommand::row);
            case KEYS -> print(store.keys(pattern.pattern(), options), Value::of);
            case PREFIXES -> print(store.prefixes(pattern.pattern(), options), Value::of);
        };
    }

    private <T> @Nullable String print(Page<T> page, Function<T, Value> item) {
        List<Value> items = page.items().stream().map(item).toList();
        print(Json.object("items", items, "next", page.next()));
        return page.next();
    }

    private static Value row(Entry entry) {
        return Json.object("path", entry.path().key(), "value", entry.value(), "type", entry.type(), "revision",
                entry.revision().isPresent() ? entry.revision().getAsLong() : null);
    }
}
