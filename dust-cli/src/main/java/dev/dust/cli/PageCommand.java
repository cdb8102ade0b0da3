package dev.dust.cli;

import dev.dust.DustStore;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Order;
import dev.dust.value.Value;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that prints rows, page by page. */
abstract class PageCommand extends ReadCommand {
    /** In which order. */
    enum Direction {
        ASC, DESC
    }

    @Option(names = "--limit", paramLabel = "N", description = "How many on a page, 1 to 1000 (default: 50).")
    private Integer limit;
    @Option(names = "--order", paramLabel = "asc|desc", defaultValue = "asc",
            description = "In which order of the paths (default: ${DEFAULT-VALUE}).")
    private Direction order;
    @Option(names = "--after", paramLabel = "CURSOR", description = "Begin behind the page that named this as next.")
    private String after;
    @Option(names = "--all", description = "Print one page after the other, a line for each.")
    private boolean all;

    @Override
    void check() {
        options(after);
    }

    private PageOptions options(@Nullable String cursor) {
        PageOptions options = PageOptions.defaults().order(order == Direction.ASC ? Order.ASCENDING : Order.DESCENDING)
                .after(cursor);
        return limit == null ? options : options.limit(limit);
    }

    @Override
    final int read(Session session) {
        String next = show(session.store(), options(after));
        while (all && next != null) {
            next = show(session.store(), options(next));
        }
        // Whoever asks for a page knows that there are pages.
        if (next != null && limit == null && after == null) {
            say("there is more: --all prints it, too, --after the next page");
        }
        return ExitCode.DONE;
    }

    /** Prints a page, and returns the cursor of the next. */
    abstract @Nullable String show(DustStore store, PageOptions options);

    final <T> @Nullable String show(Page<T> page, Function<T, Value> item) {
        List<Value> items = page.items().stream().map(item).toList();
        show(Json.object("items", items, "next", page.next()));
        return page.next();
    }
}
