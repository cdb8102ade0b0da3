package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILES;
import static dev.dust.server.postgres.schema.Tables.FILE_ARRIVALS;
import static dev.dust.server.postgres.schema.Tables.FILE_CHUNKS;
import static dev.dust.server.postgres.schema.Tables.FILE_STORES;
import static dev.dust.server.postgres.schema.Tables.FILE_UPLOADS;

import dev.dust.server.file.ContentStore;
import dev.dust.server.ledger.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Predicate;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/**
 * Contents in the database, in chunks, each of which is read and written by itself: neither is a whole content in memory, nor
 * does a slow peer hold a connection. Safe for every thread.
 */
final class PostgresContentStore implements ContentStore {
    private static final long MAX_BYTES = 16L << 30;
    private static final int SWEPT_AT_ONCE = 1_000;
    /** What was found to be named within this part of the grace period is not looked at again. */
    private static final int PART_OF_GRACE = 8;
    private static final Field<OffsetDateTime> NOW = DSL.field("clock_timestamp()", OffsetDateTime.class);

    private final Connections connections;

    PostgresContentStore(Connections connections) {
        this.connections = connections;
    }

    private final class InDatabase implements Stored {
        private final long contentId;
        private final long size;

        InDatabase(long contentId, long size) {
            this.contentId = contentId;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open(long from) {
            return new ChunkInputStream(connections, contentId, from, size);
        }
    }

    /** 16 GiB. */
    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Kept put(String hash, InputStream content) throws IOException {
        byte[] key = FileHash.bytes(hash);
        try {
            // What is here already is read all the same: it may be something else.
            Arrival arrival = key == null || renew(hash) ? Arrival.unwritten() : Arrival.begin(connections);
            try {
                Kept kept = arrival.take(content, hash, MAX_BYTES);
                if (kept == Kept.KEPT && key != null) {
                    arrival.finish(key);
                }
                return kept;
            } finally {
                arrival.end();
            }
        } catch (LedgerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Stored find(String hash) {
        byte[] key = FileHash.bytes(hash);
        if (key == null) {
            return null;
        }
        Record2<Long, Long> found = connections.repeatable(sql -> sql.select(FILES.CONTENT_ID, FILES.SIZE).from(FILES)
                .where(FILES.HASH.eq(key)).fetchOne());
        return found == null ? null : new InDatabase(found.value1(), found.value2());
    }

    @Override
    public boolean renew(String hash) {
        byte[] key = FileHash.bytes(hash);
        return key != null
                && connections
                        .repeatable(sql -> sql.update(FILES).set(FILES.KEPT_AT, NOW).where(FILES.HASH.eq(key)).execute()) > 0;
    }

    /** So many ago, by the clock of the database. */
    private static Field<OffsetDateTime> ago(Duration time) {
        return NOW.minus(DayToSecond.valueOf(time));
    }

    @Override
    public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
        try {
            byte[] last = new byte[0];
            for (List<byte[]> piece = unseen(last, grace); !piece.isEmpty(); piece = unseen(last, grace)) {
                for (byte[] hash : piece) {
                    String name = FileHash.name(hash);
                    if (isNamed.test(name)) {
                        renew(name);
                    } else {
                        remove(hash, grace);
                    }
                }
                last = piece.getLast();
            }
            connections
                    .repeatable(sql -> sql.deleteFrom(FILE_UPLOADS).where(FILE_UPLOADS.UPLOADED_AT.lt(ago(grace))).execute());
            List<Long> brokenOff = connections.repeatable(sql -> sql.select(FILE_ARRIVALS.CONTENT_ID).from(FILE_ARRIVALS)
                    .where(FILE_ARRIVALS.BEGUN_AT.lt(ago(grace))).fetch(Record1::value1));
            brokenOff.forEach(contentId -> Arrival.remove(connections, contentId));
        } catch (LedgerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The next hashes after one, of which nobody has seen for a while whether they are named. */
    private List<byte[]> unseen(byte[] after, Duration grace) {
        return connections.repeatable(sql -> sql.select(FILES.HASH).from(FILES)
                .where(FILES.HASH.gt(after), FILES.KEPT_AT.lt(ago(grace.dividedBy(PART_OF_GRACE)))).orderBy(FILES.HASH)
                .limit(SWEPT_AT_ONCE).fetch(Record1::value1));
    }

    /** With all that is known of it, in one step, unless somebody has put or renewed it since. */
    private void remove(byte[] hash, Duration grace) {
        connections.repeatable(sql -> sql.execute("""
                with gone as (delete from {0} where hash = {3} and kept_at < {4} returning hash, content_id),
                of_stores as (delete from {1} where hash in (select hash from gone))
                delete from {2} where content_id in (select content_id from gone)
                """, FILES, FILE_STORES, FILE_CHUNKS, DSL.val(hash), ago(grace)));
    }
}
