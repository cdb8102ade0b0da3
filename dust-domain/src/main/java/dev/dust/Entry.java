package dev.dust;

import dev.dust.path.DustPath;
import dev.dust.reading.HasValue;
import dev.dust.reading.Reading;
import dev.dust.value.Types;
import dev.dust.view.ViewRow;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A row of a store, or a subtree put together as a map, with what is known of it.
 *
 * @param path     where it is
 * @param reading  what readers see; there is a value
 * @param type     the row's type, one of {@link Types} or of a later protocol (docs/protocol.md#types); {@link Types#MAP} for
 *                 a subtree
 * @param revision the store_seq that wrote the value beside it, of a subtree the highest: what {@code ifMatch} takes. Empty
 *                 where the value has none: a write that the server has not confirmed is on, above or below the path, or the
 *                 row came by a snapshot, and the server did not tell (the public one never does)
 * @param syncedAt when the committed row was stored here; null if there is none
 * @param pending  whether there is a write that the server has not confirmed on, above or below the path
 */
public record Entry(DustPath path, Reading reading, String type, OptionalLong revision, @Nullable Instant syncedAt,
        boolean pending) implements HasValue {
    /** Checks what must not be null. */
    public Entry {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(type, "type");
    }

    static Entry of(ViewRow row, Conversion conversion) {
        return new Entry(DustPath.ofKey(row.key()), conversion.reading(row.key(), row.value()), row.type(),
                row.revision() == 0 ? OptionalLong.empty() : OptionalLong.of(row.revision()),
                row.syncedAt() == 0 ? null : Instant.ofEpochMilli(row.syncedAt()), row.pending());
    }
}
