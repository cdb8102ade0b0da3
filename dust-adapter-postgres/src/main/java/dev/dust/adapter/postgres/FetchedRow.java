package dev.dust.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.Row;
import dev.dust.cache.UnreadableRowException;
import dev.dust.codec.ValueCodec;

/**
 * A row as the database gave it, which takes JSON that is no value, too.
 *
 * @param value JSON
 */
record FetchedRow(String key, String value, String type, long revision, long syncedAt) {

    /**
     * The row as it was put in.
     *
     * @throws UnreadableRowException if the value is none
     */
    Row row(ValueCodec json) {
        try {
            return new Row(key, json.decode(value.getBytes(UTF_8)), type, revision, syncedAt);
        } catch (RuntimeException noValue) {
            throw new UnreadableRowException(key, noValue);
        }
    }
}
