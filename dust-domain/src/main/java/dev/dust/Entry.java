package dev.dust;

import dev.dust.path.Path;
import dev.dust.sync.ViewRow;
import dev.dust.value.Value;
import java.time.Instant;
import java.util.Objects;

/**
 * A row of a store, or a subtree put together as a map, with what is known of it.
 *
 * @param path     where it is
 * @param value    what readers see; never null
 * @param type     the row's type, such as {@code string} or {@code counter} (PROTOCOL 5); {@code map} for a subtree
 * @param revision the store_seq of the committed row, of a subtree the highest: what {@code ifMatch} takes. 0 if nothing is
 *                 committed there yet
 * @param syncedAt when the committed row was stored here; null if there is none
 * @param pending  whether a write that the server has not confirmed has a part in the value
 */
public record Entry(Path path, Value value, String type, long revision, Instant syncedAt, boolean pending) {
    /** Checks what must not be null. */
    public Entry {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(type, "type");
    }

    static Entry of(ViewRow row) {
        return new Entry(Path.ofKey(row.key()), row.value(), row.type(), row.revision(),
                row.syncedAt() == 0 ? null : Instant.ofEpochMilli(row.syncedAt()), row.pending());
    }
}
