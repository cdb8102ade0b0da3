package dev.dust.sync;

import dev.dust.cache.Row;
import dev.dust.value.Value;

/**
 * What stands at a key of a view.
 *
 * @param key      the rendered path
 * @param value    the view's value
 * @param type     the row's type
 * @param revision the committed row's revision: never one that the server did not assign; 0 if nothing is committed there
 * @param syncedAt when the committed row was stored, Unix milliseconds; 0 if nothing is committed there
 * @param pending  whether a pending op has a part in it
 */
public record ViewRow(String key, Value value, String type, long revision, long syncedAt, boolean pending) {

    static ViewRow of(Row row) {
        return new ViewRow(row.key(), row.value(), row.type(), row.revision(), row.syncedAt(), false);
    }

    static ViewRow pending(String key, Value value, String type, Row committed) {
        return new ViewRow(key, value, type, committed == null ? 0 : committed.revision(),
                committed == null ? 0 : committed.syncedAt(), true);
    }
}
