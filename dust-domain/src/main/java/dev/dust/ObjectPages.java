package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.value.Value;
import dev.dust.view.PatternObjects;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that a pattern means, see {@link PatternObjects}. Their paths are each row's, or the distinct heads of rows, as
 * far as the last wildcard, followed by what the pattern says behind that.
 */
final class ObjectPages {
    private ObjectPages() {
    }

    /** A page of them; it may have fewer than asked for, where there is nothing at the paths of some heads. */
    static Page<Reading> page(View view, Glob glob, PageOptions options, Conversion conversion) {
        if (glob.isPrefixPattern()) {
            var rows = new Pager(view, glob);
            return rows.rows(rows.from(), rows.to(), options, row -> conversion.reading(row.key(), row.value()));
        }
        Page<String> keys = keys(view, glob, options);
        var objects = new PatternObjects(glob);
        var found = new ArrayList<Reading>();
        for (String key : keys.items()) {
            Value object = objects.at(view, key);
            if (object != null) {
                found.add(conversion.reading(key, object));
            }
        }
        return new Page<>(found, keys.next());
    }

    /** Where there may be objects. */
    private static Page<String> keys(View view, Glob glob, PageOptions options) {
        if (glob.isLiteral()) {
            return new Page<>(options.after() == null ? List.of(glob.literalPrefix()) : List.of(), null);
        }
        Page<String> heads = new PrefixPager(view, glob.head()).page(options);
        String tail = glob.tail();
        return tail.isEmpty()
                ? heads
                : new Page<>(heads.items().stream().map(head -> head + Keys.SEPARATOR + tail).toList(), heads.next());
    }
}
