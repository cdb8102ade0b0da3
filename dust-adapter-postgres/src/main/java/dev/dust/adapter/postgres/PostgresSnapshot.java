package dev.dust.adapter.postgres;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** A moment: a transaction that reads. */
final class PostgresSnapshot implements CacheSnapshot {
    private final Transaction transaction;
    private final EntryTable entries;
    private final OutboxTable outbox;
    private final int fetchSize;
    private final StoreHead head;
    private boolean closed;

    private PostgresSnapshot(Transaction transaction, EntryTable entries, OutboxTable outbox, int fetchSize, StoreHead head) {
        this.transaction = transaction;
        this.entries = entries;
        this.outbox = outbox;
        this.fetchSize = fetchSize;
        this.head = head;
    }

    /** The moment of now. */
    static PostgresSnapshot open(Database database, EntryTable entries, OutboxTable outbox, long storeId) {
        Transaction transaction = database.transaction();
        try {
            StoreHead head = StoreHead.of(transaction.beginReading(StoreHead.select(storeId)));
            return new PostgresSnapshot(transaction, entries, outbox, database.options().fetchSize(), head);
        } catch (DataAccessException e) {
            transaction.close();
            throw Failures.of(e);
        } catch (RuntimeException e) {
            transaction.close();
            throw e;
        }
    }

    @Override
    public long appliedSeq() {
        return head.appliedSeq();
    }

    @Override
    public long count() {
        return head.count();
    }

    @Override
    public Row get(String key) {
        return read(sql -> entries.get(sql, head.generation(), key));
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        return read(sql -> entries.getAll(sql, head.generation(), keys));
    }

    @Override
    public RowCursor scan(Scan scan) {
        return new PostgresCursor(this, scan, fetchSize);
    }

    @Override
    public List<Long> settled() {
        return read(sql -> outbox.settled(sql, head.appliedSeq()));
    }

    EntryTable.Page page(Scan scan, Bound lower, Bound upper, int limit) {
        return read(sql -> entries.page(sql, head.generation(), scan, lower, upper, limit));
    }

    private <T> T read(Function<DSLContext, T> query) {
        if (closed) {
            throw new IllegalStateException("this snapshot is closed");
        }
        try {
            return query.apply(transaction.sql());
        } catch (DataAccessException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            transaction.close();
        }
    }
}
