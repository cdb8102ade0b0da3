package dev.dust.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One store's rows, and this device's outbox for it.
 *
 * <p>Law:
 * <ol>
 * <li>{@link #commit} is called by one thread at a time. When it returns {@link CommitResult.Done}, everything in it has taken
 * effect, and is durable if the cache is; when it throws or returns something else, nothing has.</li>
 * <li>{@link #snapshot}, {@link #find} and {@link #first} may be called from any thread at any time, beside a commit too, and
 * are never held up by one.</li>
 * <li>A snapshot taken after {@code commit} returned shows that commit.</li>
 * <li>Order is {@link Keys#ORDER} everywhere.</li>
 * <li>Every value comes back equal to what was put in, with its type, whatever characters it and its key hold.</li>
 * <li>What is kept and cannot be read, because something else wrote it, is neither left out in silence nor in the way of
 * anything else. An {@link OutboxEntry} then says why, and can be acked, removed and written over like all others. A row is an
 * {@link UnreadableRowException} to whoever asks for it, or comes to it: a cursor goes on behind it.</li>
 * <li>Where several processes share a cache, each holds its device id, and with it the outbox, alone. Each {@link #commit}, and
 * each look at the {@link #outbox}, finds out in its own transaction whether the id is still held, and throws
 * {@link ClaimLostException} if not: of two processes never both can.</li>
 * </ol>
 */
public interface StoreCache {

    /**
     * The rows of this moment.
     *
     * @throws CacheException if the cache cannot be read now
     */
    CacheSnapshot snapshot();

    /**
     * The row of one key, or whether there are rows below it, and the applied seq of the moment at which that was read: what
     * {@link #snapshot} gives, for the most frequent of reads. A cache that reads from elsewhere should answer it in one go.
     *
     * @throws CacheException         if the cache cannot be read now
     * @throws UnreadableRowException if the row itself cannot
     */
    default Found find(String key) {
        try (CacheSnapshot snapshot = snapshot()) {
            Row row = snapshot.get(key);
            return new Found(snapshot.appliedSeq(), row, row == null && hasBelow(snapshot, key));
        }
    }

    private static boolean hasBelow(CacheSnapshot snapshot, String key) {
        try (RowCursor rows = snapshot.scan(Scan.below(key).expected(1))) {
            return rows.next() != null;
        } catch (UnreadableRowException itIsThere) {
            return true;
        }
    }

    /**
     * What {@link #find} found.
     *
     * @param appliedSeq the applied seq of that moment
     * @param row        null if there was none
     * @param below      whether there were rows below the key; false where there was a row, because nobody asks then
     */
    record Found(long appliedSeq, @Nullable Row row, boolean below) {
    }

    /**
     * The first rows of a scan, and the applied seq of the moment at which they were read: what {@link #snapshot} gives, for a
     * page. About as many as the scan expects, at least one if there is one; rows that do not match its pattern may be among
     * them. A cache that reads from elsewhere should answer it in one go.
     *
     * @throws CacheException         if the cache cannot be read now
     * @throws UnreadableRowException if one of the rows cannot
     */
    default FirstRows first(Scan scan) {
        try (CacheSnapshot snapshot = snapshot(); RowCursor rows = snapshot.scan(scan)) {
            var first = new ArrayList<Row>();
            int most = Math.max(1, scan.expected());
            Row row = rows.next();
            while (row != null && first.size() < most) {
                first.add(row);
                row = rows.next();
            }
            return new FirstRows(snapshot.appliedSeq(), first, row == null);
        }
    }

    /**
     * What {@link #first} found.
     *
     * @param appliedSeq the applied seq of that moment
     * @param rows       in the order of the scan
     * @param areAll     whether the scan has no rows more
     */
    record FirstRows(long appliedSeq, List<Row> rows, boolean areAll) {
        /** Copies the list. */
        public FirstRows {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Takes one step: all of it or nothing. A commit of nothing finds out whether the device id is still held.
     *
     * @throws CacheException     if the cache cannot be written now; nothing has happened, and the same commit may be tried
     *                            again
     * @throws ClaimLostException if another process holds this device id now; nothing has happened, and nothing will
     */
    CommitResult commit(Commit commit);

    /**
     * What waits in the outbox of this device, in order of position; entries that cannot be read among them.
     *
     * @throws CacheException     if the cache cannot be read now
     * @throws ClaimLostException if another process holds this device id now
     */
    List<OutboxEntry> outbox();

    /** The contents of files that wait beside the {@link #outbox} of this device; never null, and each time the same ones. */
    default FileContents contents() {
        return FileContents.NONE;
    }
}
