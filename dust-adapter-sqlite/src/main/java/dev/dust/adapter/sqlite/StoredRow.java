package dev.dust.adapter.sqlite;

import dev.dust.cache.Row;
import dev.dust.cache.UnreadableRowException;
import dev.dust.codec.ValueCodec;

/** A row as the file has it, which takes bytes that are no value, too. */
final class StoredRow {
    private final String key;
    private final byte[] value;
    private final String type;
    private final long revision;
    private final long syncedAt;

    /** {@code value}: JSON. */
    StoredRow(String key, byte[] value, String type, long revision, long syncedAt) {
        this.key = key;
        this.value = value;
        this.type = type;
        this.revision = revision;
        this.syncedAt = syncedAt;
    }

    String key() {
        return key;
    }

    /** How many bytes the value takes. */
    int size() {
        return value.length;
    }

    /**
     * The row as it was put in.
     *
     * @throws UnreadableRowException if the value is none
     */
    Row row(ValueCodec json) {
        try {
            return new Row(key, json.decode(value), type, revision, syncedAt);
        } catch (RuntimeException noValue) {
            throw new UnreadableRowException(key, noValue);
        }
    }
}
