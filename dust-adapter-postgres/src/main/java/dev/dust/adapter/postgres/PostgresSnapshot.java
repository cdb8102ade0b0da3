package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.codec.ValueCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** A moment: a transaction that reads. */
final class PostgresSnapshot implements CacheSnapshot {
    private final Database database;
    private final Transaction transaction;
    private final EntryTable entries;
    private final OutboxTable outbox;
    private final Consumer<DSLContext> proof;
    private final StoreHead head;
    private boolean closed;

    private PostgresSnapshot(Database database, Transaction transaction, EntryTable entries, OutboxTable outbox,
            Consumer<DSLContext> proof, StoreHead head) {
        this.database = database;
        this.transaction = transaction;
        this.entries = entries;
        this.outbox = outbox;
        this.proof = proof;
        this.head = head;
    }

    /** The moment of now; {@code proof} throws if the outbox is not this process's any more. */
    static PostgresSnapshot open(Database database, EntryTable entries, OutboxTable outbox, Consumer<DSLContext> proof,
            long storeId) {
        Transaction transaction = database.readTransaction();
        boolean open = false;
        try {
            StoreHead head = StoreHead.of(transaction.beginReading(StoreHead.select(storeId)));
            open = true;
            return new PostgresSnapshot(database, transaction, entries, outbox, proof, head);
        } catch (DataAccessException e) {
            throw database.failure(e);
        } finally {
            // Whatever it is: else the connection would be gone for good.
            if (!open) {
                transaction.close();
            }
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
    public @Nullable Row get(String key) {
        return read(sql -> entries.get(sql, head.generation(), key));
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        return read(sql -> entries.getAll(sql, head.generation(), keys));
    }

    @Override
    public RowCursor scan(Scan scan) {
        return new PostgresCursor(this, scan, database.options().fetchSize());
    }

    @Override
    public List<Long> settled() {
        return read(sql -> {
            proof.accept(sql);
            return outbox.settled(sql, head.appliedSeq());
        });
    }

    ValueCodec json() {
        return entries.json();
    }

    EntryTable.Page page(Scan scan, @Nullable Bound lower, @Nullable Bound upper, int limit) {
        return read(sql -> entries.page(sql, head.generation(), scan, lower, upper, limit));
    }

    private <T extends @Nullable Object> T read(Function<DSLContext, T> query) {
        if (closed) {
            throw new IllegalStateException("this snapshot is closed");
        }
        try {
            return query.apply(transaction.sql());
        } catch (DataAccessException e) {
            throw database.failure(e);
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
