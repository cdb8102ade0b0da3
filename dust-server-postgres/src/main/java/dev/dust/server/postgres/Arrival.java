package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILES;
import static dev.dust.server.postgres.schema.Tables.FILE_ARRIVALS;
import static dev.dust.server.postgres.schema.Tables.FILE_CHUNKS;

import dev.dust.server.file.ContentStore.Kept;
import dev.dust.server.ledger.LedgerException;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A content that is on its way into the database. It has no hash until all of it is there, so that nobody finds a part of it.
 * For one thread.
 */
final class Arrival {
    static final int CHUNK_BYTES = 256 << 10;

    /** Null if nothing is written. */
    private final @Nullable Connections connections;
    private final long contentId;
    private long size;
    private boolean isHere;

    private Arrival(@Nullable Connections connections, long contentId) {
        this.connections = connections;
        this.contentId = contentId;
    }

    /** One that is to be kept. */
    static Arrival begin(Connections connections) {
        Long contentId = connections.repeatable(sql -> sql.insertInto(FILE_ARRIVALS)
                .set(FILE_ARRIVALS.BEGUN_AT, DSL.currentOffsetDateTime()).returningResult(FILE_ARRIVALS.CONTENT_ID)
                .fetchOne(FILE_ARRIVALS.CONTENT_ID));
        return new Arrival(connections, Objects.requireNonNull(contentId, "contentId"));
    }

    /** One that is only compared with its hash. */
    static Arrival unwritten() {
        return new Arrival(null, 0);
    }

    /** Reads a content to its end, and finds out whether it is what it should be. */
    Kept take(InputStream content, String hash, long maxBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] chunk = new byte[CHUNK_BYTES];
        int number = 0;
        for (int read = content.readNBytes(chunk, 0, CHUNK_BYTES); read > 0; read = content.readNBytes(chunk, 0, CHUNK_BYTES)) {
            size += read;
            if (size > maxBytes) {
                return Kept.TOO_LARGE;
            }
            digest.update(chunk, 0, read);
            write(number, read == CHUNK_BYTES ? chunk : Arrays.copyOf(chunk, read));
            number++;
        }
        return Sha256.name(digest).equals(hash) ? Kept.KEPT : Kept.OTHER_HASH;
    }

    /** If an answer is lost, it is written again. */
    private void write(int number, byte[] bytes) {
        if (connections != null) {
            connections.repeatable(sql -> sql.insertInto(FILE_CHUNKS).set(FILE_CHUNKS.CONTENT_ID, contentId)
                    .set(FILE_CHUNKS.NUMBER, number).set(FILE_CHUNKS.BYTES, bytes).onConflictDoNothing().execute());
        }
    }

    /** Gives the content its hash, unless somebody else's of that hash has come first. */
    void finish(byte[] hash) {
        if (connections == null) {
            return;
        }
        connections.repeatable(sql -> sql.execute("""
                with named as (
                    insert into {0} (hash, content_id, size, kept_at)
                    select {2}, content_id, {4}, clock_timestamp() from {1} where content_id = {3}
                    on conflict (hash) do update set kept_at = excluded.kept_at
                    returning content_id
                )
                delete from {1} where content_id in (select content_id from named)
                """, FILES, FILE_ARRIVALS, DSL.val(hash), DSL.val(contentId), DSL.val(size)));
        Long found = connections.repeatable(sql -> sql.select(FILES.CONTENT_ID).from(FILES).where(FILES.HASH.eq(hash))
                .fetchOne(FILES.CONTENT_ID));
        if (found == null) {
            throw new LedgerException.Unavailable("a content took too long to arrive, and was removed",
                    null);
        }
        isHere = found == contentId;
    }

    /** Removes what is not needed. */
    void end() {
        if (connections != null && !isHere) {
            remove(connections, contentId);
        }
    }

    /** Removes what has arrived of a content that has no hash. */
    static void remove(Connections connections, long contentId) {
        connections.repeatable(sql -> sql.execute("""
                with gone as (delete from {0} where content_id = {2})
                delete from {1} where content_id = {2} and not exists (select from {3} where content_id = {2})
                """, FILE_ARRIVALS, FILE_CHUNKS, DSL.val(contentId), FILES));
    }
}
