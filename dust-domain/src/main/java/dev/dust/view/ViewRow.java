package dev.dust.view;

import dev.dust.cache.Row;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a key of a view.
 *
 * @param key      the rendered path
 * @param value    the view's value
 * @param type     the row's type
 * @param revision the revision of the value beside it, which the server assigned; 0 where there is none: with a pending op on,
 *                 above or below the key, or where the row came by a snapshot that did not tell
 * @param syncedAt when the committed row was stored, Unix milliseconds; 0 if nothing is committed there
 * @param pending  whether there is a pending op on, above or below the key
 */
public record ViewRow(String key, Value value, String type, long revision, long syncedAt, boolean pending) {

    static ViewRow of(Row row) {
        return new ViewRow(row.key(), row.value(), row.type(), row.revision(), row.syncedAt(), false);
    }

    /** A committed row, with a pending op above or below. */
    static ViewRow concerned(Row row) {
        return new ViewRow(row.key(), row.value(), row.type(), 0, row.syncedAt(), true);
    }

    static ViewRow pending(String key, Value value, String type, @Nullable Row committed) {
        return new ViewRow(key, value, type, 0, committed == null ? 0 : committed.syncedAt(), true);
    }
}
