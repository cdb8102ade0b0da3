package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Snapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Rows of one moment: that of a transaction which sees nothing of later ones. */
final class PostgresSnapshot implements Snapshot {
    private static final System.Logger LOG = System.getLogger(PostgresSnapshot.class.getName());
    private static final String READING = "set transaction isolation level repeatable read, read only; "
            + RowQueries.BY_THE_INDEX;

    private final Connections connections;
    private final Connection connection;
    private final DSLContext sql;
    private final long store;
    private final long now;
    private final long seq;
    private boolean closed;

    private PostgresSnapshot(Connections connections, Connection connection, long store, @Nullable Long seq) {
        this.connections = connections;
        this.connection = connection;
        this.sql = connections.sql(connection);
        this.store = store;
        Result<Record> found = sql.resultQuery(READING + "; {0}",
                sql.select(STORES.SEQ, STORES.COMPACTED_SEQ).from(STORES).where(STORES.ID.eq(store))).fetchMany().getLast();
        if (found.isEmpty()) {
            throw new LedgerException.Unavailable("the store is not in the database any more", null);
        }
        this.now = found.getFirst().get(STORES.SEQ);
        this.seq = seq == null ? now : seq;
        long compactedSeq = found.getFirst().get(STORES.COMPACTED_SEQ);
        if (this.seq < compactedSeq || this.seq > now) {
            throw new IllegalArgumentException("the history is known from " + compactedSeq + " to " + now + ", not at " + seq);
        }
    }

    /** Of now, if {@code seq} is null. */
    static PostgresSnapshot open(Connections connections, long store, @Nullable Long seq) {
        var patience = new Patience(connections.options().timeout());
        while (true) {
            try {
                return open(connections, connections.borrowForSnapshot(), store, seq);
            } catch (SQLException e) {
                patience.orElse(e);
            }
        }
    }

    /** Of now; null where as many are read as may be, or the database fails the first time. */
    static @Nullable PostgresSnapshot tryOnce(Connections connections, long store) {
        try {
            Connection free = connections.tryToBorrowForSnapshot();
            return free == null ? null : open(connections, free, store, null);
        } catch (SQLException e) {
            // Whoever reads in another way hears of it there.
            LOG.log(System.Logger.Level.DEBUG, "no snapshot could be begun", e);
            return null;
        }
    }

    private static PostgresSnapshot open(Connections connections, Connection connection, long store, @Nullable Long seq)
            throws SQLException {
        PostgresSnapshot opened = null;
        try {
            opened = new PostgresSnapshot(connections, connection, store, seq);
            return opened;
        } catch (DataAccessException e) {
            throw connections.failure(e);
        } finally {
            if (opened == null) {
                connections.giveBackSnapshot(connection);
            }
        }
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public Stream<KeyedRow> rows() {
        Stream<KeyedRow> rows = reading(() -> TableRows.stream(sql,
                seq == now ? RowQueries.now(store, null) : RowQueries.old(store, seq, null)));
        Iterator<KeyedRow> fetched = rows.iterator();
        var told = new Iterator<KeyedRow>() {
            @Override
            public boolean hasNext() {
                return reading(fetched::hasNext);
            }

            @Override
            public KeyedRow next() {
                return reading(fetched::next);
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(told, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(rows::close);
    }

    private <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (DataAccessException e) {
            throw Failures.unavailable(connections.failure(e));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            connections.giveBackSnapshot(connection);
        }
    }
}
