package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Order;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust enum}. */
@Command(name = "enum", description = "Print a page of what matches a pattern, and the cursor of the next page.")
final class EnumCommand extends StoreCommand {
    /** In which order. */
    enum Direction {
        ASC, DESC
    }

    /** What of the rows. */
    enum Select {
        ENTRIES, KEYS, PREFIXES
    }

    @Parameters(index = "1", paramLabel = "PATTERN", converter = GlobConverter.class, description = "A path, with * for any one segment and, at its end, ** for one or more. Quote it, for the shell.")
    private Glob pattern;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--order", paramLabel = "asc|desc", defaultValue = "asc", description = "In which order of the paths (default: ${DEFAULT-VALUE}).")
    private Direction order;
    @Option(names = "--select", paramLabel = "entries|keys|prefixes", defaultValue = "entries", description = "Whole rows, their paths alone, or the distinct heads of the paths, as long as a pattern that ends "
            + "with ** (default: ${DEFAULT-VALUE}).")
    private Select select;
    @Option(names = "--after", paramLabel = "CURSOR", description = "What the page before named as next.")
    private String after;

    @Override
    int run(Session session) {
        DustStore store = session.store();
        var options = new PageOptions(limit, order == Direction.ASC ? Order.ASCENDING : Order.DESCENDING, after);
        print(switch (select) {
            case ENTRIES -> page(store.enumerate(pattern.pattern(), options), EnumCommand::row);
            case KEYS -> page(store.keys(pattern.pattern(), options), Value::of);
            case PREFIXES -> page(store.prefixes(pattern.pattern(), options), Value::of);
        });
        return ExitCode.DONE;
    }

    private static <T> Value page(Page<T> page, Function<T, Value> item) {
        List<Value> items = page.items().stream().map(item).toList();
        return Json.object("items", items, "next", page.next());
    }

    private static Value row(Entry entry) {
        return Json.object("path", entry.path().key(), "value", entry.value(), "type", entry.type(), "revision",
                entry.revision());
    }
}
