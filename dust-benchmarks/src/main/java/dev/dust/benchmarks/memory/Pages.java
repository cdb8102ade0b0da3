package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.benchmarks.fixture.Data;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pages of 50 of {@code users/*}{@code /name}: one row in ten matches, and there are as many whole pages as go into the rows.
 */
final class Pages {
    /** How many rows a page has. */
    static final int SIZE = 50;
    /** What they are pages of. */
    static final String NAMES = "users/*/name";

    /** Comes before all names. */
    private static final String FIRST = "users/a";

    private Pages() {
    }

    /** What each of the pages comes after, none of which has a row in common with another. */
    static List<String> apart(int entries) {
        List<String> names = names(entries);
        return IntStream.range(0, names.size() / SIZE).mapToObj(page -> page == 0 ? FIRST : names.get(page * SIZE - 1))
                .toList();
    }

    /** The names in order. */
    static List<String> names(int entries) {
        return IntStream.range(0, entries / Data.FIELDS).mapToObj(user -> Data.key(user * Data.FIELDS)).sorted().toList();
    }

    /** Ours. */
    static Page<Entry> read(DustStore store, String after) {
        return store.entries(NAMES, PageOptions.defaults().limit(SIZE).after(after));
    }
}
