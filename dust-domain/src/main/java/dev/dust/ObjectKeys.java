package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.path.Glob;
import dev.dust.view.PatternObjects;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths of the objects that a pattern means, see {@link PatternObjects}. They are each row's, or the distinct heads of
 * rows, as far as the last wildcard, followed by what the pattern says behind that.
 */
final class ObjectKeys {
    private ObjectKeys() {
    }

    /** A page of them; it may have fewer than asked for, where there is nothing at the paths of some heads. */
    static Page<String> page(View view, Glob glob, PageOptions options) {
        var objects = new PatternObjects(glob);
        if (glob.isPrefixPattern()) {
            var rows = new Pager(view, glob);
            return rows.rows(rows.from(), rows.to(), options, row -> row.key());
        }
        if (glob.isLiteral()) {
            String key = glob.literalPrefix();
            return new Page<>(options.after() == null && objects.at(view, key) != null ? List.of(key) : List.of(), null);
        }
        Page<String> heads = new PrefixPager(view, glob.head()).page(options);
        String tail = glob.tail();
        if (tail.isEmpty()) {
            return heads;
        }
        var keys = new ArrayList<String>();
        for (String head : heads.items()) {
            String key = head + Keys.SEPARATOR + tail;
            if (objects.at(view, key) != null) {
                keys.add(key);
            }
        }
        return new Page<>(keys, heads.next());
    }
}
