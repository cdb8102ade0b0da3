package dev.dust.cli;

import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.StoreReader;
import java.util.function.Consumer;
import java.util.function.Function;

/** All that a store has, read page by page, so that it need not fit into memory. */
final class Rows {
    private static final PageOptions LARGE = PageOptions.defaults().limit(1000);

    private Rows() {
    }

    /** Calls {@code each} with every row that matches, in order. */
    static void forEach(StoreReader store, String pattern, Consumer<Entry> each) {
        forEach(options -> store.entries(pattern, options), LARGE, each);
    }

    /** Calls {@code each} with everything on the pages that {@code pages} reads, in order. */
    static <T> void forEach(Function<PageOptions, Page<T>> pages, PageOptions first, Consumer<T> each) {
        PageOptions options = first;
        Page<T> page = pages.apply(options);
        page.items().forEach(each);
        while (page.next() != null) {
            options = options.after(page.next());
            page = pages.apply(options);
            page.items().forEach(each);
        }
    }

    /** Every head of paths that {@code pattern} has, in order. */
    static void forEachPrefix(StoreReader store, String pattern, Consumer<String> each) {
        forEach(options -> store.prefixes(pattern, options), LARGE, each);
    }
}
