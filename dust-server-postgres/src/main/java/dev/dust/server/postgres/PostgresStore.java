package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;
import static dev.dust.server.postgres.schema.Tables.TAKEOVERS;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Growth;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A store of a {@link PostgresLedger}. */
final class PostgresStore implements StoreLedger {
    /** Beyond so many bytes of values, as they are stored, nothing more is read at once: it would all be in memory. */
    private static final long MOST_BYTES = 2 << 20;
    /** How far the store is, once for each of the ops or once without one. */
    private static final String OPS_AFTER = "select " + Stored.OP_COLUMNS + ", s.seq, s.compacted_seq from $stores s"
            + " left join lateral (select * from (select p.*, sum(pg_column_size(p.value) + coalesce(pg_column_size(p.sent), 0))"
            + " over (order by p.seq rows between unbounded preceding and 1 preceding) as bytes_before"
            + " from (select o.* from $ops o where o.store_id = s.id and o.seq > greatest(?, s.compacted_seq)"
            + " order by o.seq limit ?) p) w where w.bytes_before is null or w.bytes_before < " + MOST_BYTES + ") r on true"
            + " where s.id = ? order by r.seq";

    /** What is left of a push whose first op is gone comes before the ops that it has become again. */
    private static final String LAST_OPS_OF_PUSHES = "select w.hash, r.seq from unnest(?) as w(hash)"
            + " cross join lateral (select max(o.seq) as seq from $ops o where o.store_id = ? and o.push >= w.hash"
            + " and o.push <= w.hash having bool_or(o.ordinal = 0)) r";

    private final Connections connections;
    private final Growth<Long> growth;
    private final long id;
    private final String name;
    /** The latest time by which something was decided here. */
    private final AtomicLong seenMillis = new AtomicLong();

    private record Found(@Nullable Event event, long lastSeq, long compactedSeq) {
        static Found of(ResultSet found) throws SQLException {
            return new Found(found.getObject(1) == null ? null : Stored.event(found), found.getLong(8), found.getLong(9));
        }
    }

    PostgresStore(Connections connections, Growth<Long> growth, long id, String name) {
        this.connections = connections;
        this.growth = growth;
        this.id = id;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Head head() {
        Record found = connections.repeatable(sql -> sql.selectFrom(STORES).where(STORES.ID.eq(id)).fetchOne());
        return head(required(found));
    }

    private static Head head(Record found) {
        return new Head(found.get(STORES.SEQ), found.get(STORES.COMPACTED_SEQ), found.get(STORES.ROW_COUNT),
                found.get(STORES.ARCHIVED));
    }

    private static <T> T required(@Nullable T found) {
        if (found == null) {
            throw new LedgerException.Unavailable("the store is not in the database any more, which is another one than before",
                    null);
        }
        return found;
    }

    /**
     * Under the lock of the store's row, as batches are written: what was decided before is committed by then, and what comes
     * later sees the number. It follows the clock, so that it goes on rising where the row was removed meanwhile.
     */
    @Override
    public long join(String deviceId, boolean takesOver) {
        byte[] device = Stored.device(deviceId);
        Long number = takesOver
                ? connections.locking(sql -> sql.resultQuery("with store as (select {0} from {1} where {0} = {2} for update)"
                        + " insert into {3} as m (store_id, device, number)"
                        + " select {0}, {4}, floor(extract(epoch from clock_timestamp()) * 1000000)::bigint from store"
                        + " on conflict (store_id, device) do update set number = greatest(m.number + 1, excluded.number)"
                        + " returning m.number", DSL.name("id"), STORES, DSL.val(id), TAKEOVERS, DSL.val(device))
                        .coerce(TAKEOVERS.NUMBER).fetchOne(TAKEOVERS.NUMBER))
                : connections.repeatable(sql -> sql.select(DSL.coalesce(DSL.max(TAKEOVERS.NUMBER), 0L)).from(TAKEOVERS)
                        .where(TAKEOVERS.STORE_ID.eq(id), TAKEOVERS.DEVICE.eq(device)).fetchSingle().value1());
        return required(number);
    }

    @Override
    public List<Outcome> write(List<? extends Push> batch) {
        var patience = new Patience(connections.options().timeout());
        boolean oneByOne = false;
        while (true) {
            try {
                return tryToWrite(batch, oneByOne, patience);
            } catch (SQLException e) {
                if (oneByOne || Failures.passes(e)) {
                    patience.orElse(e);
                }
                oneByOne |= Failures.canBeOfOne(e);
            }
        }
    }

    /** Fails with an {@link SQLException} if nothing has happened. */
    private List<Outcome> tryToWrite(List<? extends Push> batch, boolean oneByOne, Patience patience) throws SQLException {
        Connection connection = connections.borrow(false);
        boolean ended = false;
        try {
            var transaction = new BatchTransaction(connections, connection, id, batch, seenMillis.get(),
                    Limits.of(connections.options()));
            List<Outcome> outcomes = oneByOne ? transaction.decideOneByOne(batch, patience) : transaction.decide(batch);
            List<Event> events = transaction.events();
            ended = true;
            if (events.isEmpty() && transaction.hasRecognised()) {
                confirm(connection);
            } else if (events.isEmpty()) {
                connections.rollBack(connection);
            } else {
                commit(connection, transaction, patience);
                growth.written(id, events.getLast().storeSeq());
            }
            seenMillis.accumulateAndGet(transaction.nowMillis(), Math::max);
            return outcomes;
        } catch (DataAccessException e) {
            throw connections.failure(e);
        } finally {
            if (!ended) {
                connections.rollBack(connection);
            }
            connections.giveBack(connection);
        }
    }

    /**
     * Ends a transaction that has found what another one wrote. That may be there, and not be durable yet: a primary shows what
     * its standby was to confirm as soon as nobody waits for that any more. A commit waits for all before it.
     */
    private void confirm(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException lost) {
            connections.lost(lost);
            throw lost;
        }
    }

    /** Fails with an {@link SQLException} if it has not happened. */
    private void commit(Connection connection, BatchTransaction transaction, Patience patience) throws SQLException {
        int session = connection.unwrap(PGConnection.class).getBackendPID();
        try {
            connection.commit();
        } catch (SQLException lost) {
            connections.lost(lost);
            if (!hasCommitted(session, transaction, patience, lost)) {
                throw lost;
            }
        }
    }

    /** Looks up what became of a commit whose answer did not come. */
    private boolean hasCommitted(int session, BatchTransaction transaction, Patience patience, SQLException lost) {
        do {
            try {
                return findOut(session, transaction);
            } catch (SQLException | LedgerException.Unavailable e) {
                lost.addSuppressed(e);
            }
        } while (patience.waits());
        throw new LedgerException.InDoubt("the database has not answered a commit, and cannot be asked about it", lost);
    }

    /**
     * Once the store's lock is to be had, the transaction is over; what it wrote bears its number. A session that waits for a
     * standby is left to do so: to end it would show what it wrote, before that is durable.
     */
    private boolean findOut(int session, BatchTransaction transaction) throws SQLException {
        Connection connection = connections.borrow(false);
        try {
            DSLContext sql = connections.sql(connection);
            // It may still be there, waiting for the commit that was lost on its way.
            sql.fetch("select pg_terminate_backend({0}) from pg_stat_activity where pid = {0} and backend_xid = {1}::text::xid"
                    + " and wait_event is distinct from 'SyncRep'", DSL.val(session), DSL.val(transaction.transactionId()));
            sql.fetch("select " + Limits.SETTINGS, Limits.of(connections.options()).values());
            Record head = required(sql.selectFrom(STORES).where(STORES.ID.eq(id)).forUpdate().fetchOne());
            boolean written = BatchTransaction.hasWritten(sql, head, transaction.transactionId(), transaction.events());
            if (written) {
                confirm(connection);
            }
            return written;
        } catch (DataAccessException e) {
            throw connections.failure(e);
        } finally {
            connections.rollBack(connection);
            connections.giveBack(connection);
        }
    }

    @Override
    public Map<OpId, Long> recognised(Collection<OpId> ids) {
        var byHash = new HashMap<ByteBuffer, OpId>();
        ids.forEach(push -> byHash.put(ByteBuffer.wrap(Stored.push(push)), push));
        var recognised = new HashMap<OpId, Long>();
        connections.ask(LAST_OPS_OF_PUSHES, found -> Map.entry(ByteBuffer.wrap(found.getBytes(1)), found.getLong(2)),
                Parameter.bytes(byHash.keySet(), ByteBuffer::array), Parameter.of(id))
                .forEach(last -> recognised.put(Objects.requireNonNull(byHash.get(last.getKey())), last.getValue()));
        return recognised;
    }

    @Override
    public History after(long seq, int most) {
        List<Found> found = connections.ask(OPS_AFTER, Found::of, Parameter.of(seq), Parameter.of(most), Parameter.of(id));
        Found head = required(found.isEmpty() ? null : found.getFirst());
        return new History(Math.clamp(seq, head.compactedSeq, head.lastSeq),
                found.stream().map(Found::event).filter(Objects::nonNull).toList(), head.lastSeq);
    }

    @Override
    public List<Event> last(int most) {
        var from = DSL.select(DSL.greatest(STORES.COMPACTED_SEQ, STORES.SEQ.minus(most))).from(STORES).where(STORES.ID.eq(id));
        return connections.repeatable(sql -> sql.select(Stored.OP).from(OPS)
                .where(OPS.STORE_ID.eq(id), OPS.SEQ.gt(DSL.field(from))).orderBy(OPS.SEQ).fetch(Stored::event));
    }

    @Override
    public @Nullable StoredRow row(String key) {
        Record found = connections.repeatable(sql -> sql.select(Stored.ROW).from(STORE_ROWS)
                .where(STORE_ROWS.STORE_ID.eq(id), RowQueries.at(key)).fetchOne());
        return found == null ? null : Stored.row(found).row();
    }

    @Override
    public RowRange range(String from, @Nullable String to, int most) {
        return connections.repeatable(sql -> sql.transactionResult(inside -> {
            List<? extends Record> found = RowQueries.range(inside.dsl(), id, from, to, most);
            Record head = required(found.isEmpty() ? null : found.getFirst());
            return new RowRange(head.get(STORES.SEQ), RowQueries.rowsOf(found));
        }));
    }

    @Override
    public Snapshot snapshot() {
        return PostgresSnapshot.open(connections, id, null);
    }

    @Override
    public @Nullable Snapshot trySnapshot() {
        return PostgresSnapshot.tryOnce(connections, id);
    }

    @Override
    public Snapshot snapshotAt(long seq) {
        return PostgresSnapshot.open(connections, id, seq);
    }

    @Override
    public void compact(long uptoSeq) {
        forgetting().upTo(uptoSeq, Duration.ZERO);
    }

    @Override
    public long retain(Retention retention) {
        return forgetting().beyond(retention);
    }

    private Forgetting forgetting() {
        return new Forgetting(connections, id);
    }

    @Override
    public void archive() {
        connections.locking(sql -> sql.update(STORES).set(STORES.ARCHIVED, true).where(STORES.ID.eq(id)).execute());
        growth.archived(id);
    }

    @Override
    public Following follow(Follower follower) {
        return growth.follow(id, Objects.requireNonNull(follower, "follower"), this::head);
    }
}
