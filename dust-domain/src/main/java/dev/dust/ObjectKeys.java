package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.path.Glob;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths that match a pattern and have something at or below them. They are the distinct heads of rows, as far as the last
 * wildcard, followed by what the pattern says behind that.
 */
final class ObjectKeys {
    private ObjectKeys() {
    }

    /** A page of them; it may have fewer than asked for, where there is nothing at the paths of some heads. */
    static Page<String> page(View view, Glob glob, PageOptions options) {
        if (glob.isPrefixPattern()) {
            var rows = new Pager(view, glob);
            return rows.rows(rows.from(), rows.to(), options, row -> row.key());
        }
        if (glob.isLiteral()) {
            String key = glob.literalPrefix();
            return new Page<>(options.after() == null && view.value(key) != null ? List.of(key) : List.of(), null);
        }
        Page<String> heads = new PrefixPager(view, glob.head()).page(options);
        String tail = glob.tail();
        if (tail.isEmpty()) {
            return heads;
        }
        var keys = new ArrayList<String>();
        for (String head : heads.items()) {
            String key = head + Keys.SEPARATOR + tail;
            if (view.value(key) != null) {
                keys.add(key);
            }
        }
        return new Page<>(keys, heads.next());
    }
}
