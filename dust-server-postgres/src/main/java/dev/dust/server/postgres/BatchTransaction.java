package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One try to write a batch, in a transaction that somebody else begins and ends: locks the store, has the pushes decided, and
 * writes what they come to. For one thread.
 */
final class BatchTransaction implements StoreView {
    /**
     * Each statement finds what it reads by an index, whatever the planner believes of sizes, so that a plan is made once and
     * kept. None of them runs for as long as it takes to compile it.
     */
    private static final String SETTINGS = "select " + Limits.SETTINGS + ", set_config('jit', 'off', true),"
            + " set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),"
            + " set_config('enable_sort', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";
    /** The clock is read once the lock is there. */
    private static final String LOCK = "with s as materialized (select * from $stores where id = ? for update)"
            + " select s.seq, s.compacted_seq, s.row_count, s.archived, s.seen_millis,"
            + " floor(extract(epoch from clock_timestamp()) * 1000)::bigint, pg_current_xact_id()::xid::text::bigint from s";
    /** Both indexes of ops begin with the store; this order is that of one of them alone. */
    private static final String OPS_OF_PUSHES = "select " + Stored.OP_COLUMNS + ", r.ordinal from unnest(?) as w(hash)"
            + " cross join lateral (select o.* from $ops o where o.store_id = ? and o.push >= w.hash and o.push <= w.hash"
            + " order by o.push offset 0) r";
    private static final String ROWS_AT_KEYS = "select " + Stored.ROW_COLUMNS + " from unnest(?, ?) as w(head, tail)"
            + RowQueries.EACH_AT_ITS_KEY;
    private static final String TAKEOVERS_OF_DEVICES = "select r.device, r.number from unnest(?) as w(device)"
            + " cross join lateral (select t.* from $takeovers t where t.store_id = ? and t.device = w.device offset 0) r";

    private final Connections connections;
    private final Connection connection;
    private final DSLContext sql;
    private final long store;
    private final List<WriteStatements.NewOp> written = new ArrayList<>();
    private final List<WriteStatements.NewOp> pending = new ArrayList<>();
    private final Map<OpId, List<Event>> named = new HashMap<>();
    /** By device, those that have taken over. */
    private final Map<ByteBuffer, Long> takeovers = new HashMap<>();
    private RowWrites writes = new RowWrites();
    private TableRows table;
    private OverlaidRows rows;
    private final Locked before;
    private final boolean hasRecognised;
    private final long nowMillis;

    /** A store's row, under its lock. */
    private record Locked(long seq, long compactedSeq, long rowCount, boolean archived, long seenMillis, long clockMillis,
            long transactionId) {
        static Locked of(ResultSet found) throws SQLException {
            return new Locked(found.getLong(1), found.getLong(2), found.getLong(3), found.getBoolean(4), found.getLong(5),
                    found.getLong(6), found.getLong(7));
        }
    }

    /** An op of a push, as it was found. */
    private record Known(Event event, int ordinal) {
        static Known of(ResultSet found) throws SQLException {
            return new Known(Stored.event(found), found.getInt(8));
        }
    }

    /**
     * Locks the store, and reads what the pushes are going to want.
     *
     * @param seenMillis what the time is at least
     */
    BatchTransaction(Connections connections, Connection connection, long store, List<? extends Push> batch, long seenMillis,
            Limits limits) {
        this.connections = connections;
        this.connection = connection;
        this.sql = connections.sql(connection);
        this.store = store;
        List<OpId> ids = batch.stream().map(Push::opId).filter(Objects::nonNull).distinct().toList();
        List<String> keys = List.copyOf(batch.stream().flatMap(push -> push.wants().keys().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        List<String> devices = batch.stream().map(Push::membership).filter(Objects::nonNull).map(MembershipId::deviceId)
                .distinct().toList();
        Message message = connections.message(connection);
        message.tell(SETTINGS, Parameter.of(Long.toString(limits.lockMillis())),
                Parameter.of(limits.idleMillis()));
        Message.Answer<Locked> locked = message.ask(LOCK, Locked::of, Parameter.of(store));
        Message.Answer<Known> known = message.ask(OPS_OF_PUSHES, Known::of, Parameter.bytes(ids, Stored::push),
                Parameter.of(store));
        List<KeyBytes> places = keys.stream().map(KeyBytes::of).toList();
        Message.Answer<KeyedRow> found = message.ask(ROWS_AT_KEYS, Stored::row, Parameter.bytes(places, KeyBytes::head),
                Parameter.bytes(places, KeyBytes::tail), Parameter.of(store));
        Message.Answer<Map.Entry<ByteBuffer, Long>> taken = message.ask(TAKEOVERS_OF_DEVICES,
                row -> Map.entry(ByteBuffer.wrap(row.getBytes(1)), row.getLong(2)), Parameter.bytes(devices, Stored::device),
                Parameter.of(store));
        message.send();
        if (locked.rows().isEmpty()) {
            throw new LedgerException.Unavailable("the store is not in the database any more, which is another one than before",
                    null);
        }
        this.before = locked.rows().getFirst();
        this.nowMillis = Math.max(before.clockMillis, Math.max(seenMillis, before.seenMillis));
        this.table = new TableRows(sql, store, before.rowCount);
        this.rows = new OverlaidRows(table);
        recognise(known.rows());
        this.hasRecognised = !named.isEmpty();
        table.learn(keys, found.rows());
        taken.rows().forEach(device -> takeovers.put(device.getKey(), device.getValue()));
    }

    /** The number of the last membership of a push's device that took over, or 0. */
    private long lastTakeover(Push push) {
        MembershipId member = push.membership();
        return member == null || takeovers.isEmpty()
                ? 0
                : takeovers.getOrDefault(ByteBuffer.wrap(Stored.device(member.deviceId())), 0L);
    }

    /**
     * Ops of a push are known as long as all of them are there, which may be longer than the history. One whose first ops are
     * gone is forgotten; what is left of it may stand before the ops that it has become again.
     */
    private void recognise(List<Known> ops) {
        ops.stream().sorted(Comparator.comparingLong(found -> found.event.storeSeq())).forEach(found -> {
            OpId id = Objects.requireNonNull(found.event.opId(), "opId");
            if (found.ordinal == 0) {
                named.put(id, new ArrayList<>(List.of(found.event)));
            } else if (named.containsKey(id)) {
                named.get(id).add(found.event);
            }
        });
    }

    /** Decides the pushes one after the other, and writes what they come to. */
    List<Outcome> decide(List<? extends Push> batch) {
        List<Outcome> outcomes = batch.stream().map(this::decide).toList();
        flush();
        return outcomes;
    }

    /**
     * The same, and writes each by itself: where the database refuses what a push comes to, the push has failed, and the others
     * have not. Slower, since the database is asked about each.
     *
     * @param patience for how long pushes may take too long: others wait for the store meanwhile
     */
    List<Outcome> decideOneByOne(List<? extends Push> batch, Patience patience) {
        var outcomes = new ArrayList<Outcome>(batch.size());
        for (Push push : batch) {
            sql.execute("savepoint before_push");
            try {
                Outcome outcome = decide(push);
                flush();
                outcomes.add(outcome);
            } catch (DataAccessException refused) {
                SQLException said = Failures.of(refused);
                if (!Failures.canBeOfOne(said) || Failures.isCancelled(said) && patience.isOver()) {
                    throw refused;
                }
                sql.execute("rollback to savepoint before_push");
                forgetPending(push.opId());
                push.notWritten();
                outcomes.add(new Outcome.Failed(Failures.ofPush(said)));
            }
        }
        return List.copyOf(outcomes);
    }

    private Outcome decide(Push push) {
        OpId id = push.opId();
        Outcome outcome = decide(push, id == null ? List.of() : named.getOrDefault(id, List.of()));
        if (outcome instanceof Outcome.Judged judged && !judged.verdict().ops().isEmpty()) {
            add(id, judged.verdict().ops());
        }
        return outcome;
    }

    /** What fails on the database fails the batch; jOOQ's failures would else be taken for the push's own. */
    private Outcome decide(Push push, List<Event> before) {
        Outcome outcome = Outcome.of(push, before, this, lastTakeover(push));
        if (outcome instanceof Outcome.Failed failed && failed.cause() instanceof DataAccessException ofTheDatabase) {
            throw ofTheDatabase;
        }
        return outcome;
    }

    private void add(@Nullable OpId id, List<LedgerOp> ops) {
        byte[] push = id == null ? null : Stored.push(id);
        for (int i = 0; i < ops.size(); i++) {
            LedgerOp op = ops.get(i);
            pending.add(new WriteStatements.NewOp(op.event(), push, push == null ? null : i));
            writes.add(op);
            rows.apply(op.changes());
        }
        if (id != null) {
            named.put(id, ops.stream().map(LedgerOp::event).toList());
        }
    }

    /** What was decided since the last {@link #flush}, for a push of that id, has not happened. */
    private void forgetPending(@Nullable OpId id) {
        if (id != null && !pending.isEmpty()) {
            named.remove(id);
        }
        pending.clear();
        beginAt(table.count());
    }

    /** The tables have all that was decided, and so many rows. */
    private void beginAt(long count) {
        writes = new RowWrites();
        table = new TableRows(sql, store, count);
        rows = new OverlaidRows(table);
    }

    /** Writes what was decided so far, after which the tables have it. */
    private void flush() {
        if (pending.isEmpty()) {
            return;
        }
        long count = WriteStatements.run(connections.message(connection), store, List.copyOf(pending), writes, nowMillis);
        written.addAll(pending);
        pending.clear();
        beginAt(count);
    }

    /** Whether a push of the batch was written before, by a transaction which others may not have had confirmed yet. */
    boolean hasRecognised() {
        return hasRecognised;
    }

    /** What this transaction writes, in order. */
    List<Event> events() {
        return written.stream().map(WriteStatements.NewOp::event).toList();
    }

    /** By which rows of the tables show that this transaction wrote them. */
    long transactionId() {
        return before.transactionId;
    }

    @Override
    public Rows rows() {
        return new Now();
    }

    /** The rows, whose number the tables know better than what is over them. */
    private final class Now implements Rows {
        @Override
        public @Nullable StoredRow get(String key) {
            return rows.get(key);
        }

        @Override
        public Stream<KeyedRow> below(String key) {
            return rows.below(key);
        }

        @Override
        public Stream<KeyedRow> all() {
            return rows.all();
        }

        @Override
        public long count() {
            flush();
            return table.count();
        }

        @Override
        public long countAtMost() {
            return rows.countAtMost();
        }

        @Override
        public long countBelow(String key) {
            flush();
            return table.countBelow(key);
        }
    }

    @Override
    public long seq() {
        return before.seq + written.size() + pending.size();
    }

    @Override
    public long compactedSeq() {
        return before.compactedSeq;
    }

    @Override
    public boolean archived() {
        return before.archived;
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public Rows rowsAt(long seq) {
        check(seq);
        flush();
        return new TableRows.Old(sql, store, seq);
    }

    /**
     * First what was there then, with what is there now; then what is new. New rows stand in the table of rows alone, which has
     * no index for that: all of a store's, or all below that key, are looked at.
     */
    @Override
    public Stream<ChangedRow> changedSince(long seq, @Nullable String below) {
        check(seq);
        flush();
        var told = new HashSet<String>();
        Stream<ChangedRow> replaced = table.replacedSince(seq, below).peek(change -> told.add(change.key()));
        return Stream.concat(replaced, table.newSince(seq, below).filter(change -> !told.contains(change.key())));
    }

    private void check(long seq) {
        if (seq < before.compactedSeq || seq > seq()) {
            throw new IllegalArgumentException(
                    "the history is known from " + before.compactedSeq + " to " + seq() + ", not at " + seq);
        }
    }

    @Override
    public List<Event> opsAfter(long seq) {
        flush();
        return sql.select(Stored.OP).from(OPS).where(OPS.STORE_ID.eq(store), OPS.SEQ.gt(seq)).orderBy(OPS.SEQ)
                .fetch(Stored::event);
    }

    /**
     * Whether a transaction has written {@code events}, as the tables have it now; the store has to be locked.
     *
     * @param head          the store's row
     * @param transactionId the transaction's
     * @throws LedgerException.InDoubt if what it would have written is forgotten by now
     */
    static boolean hasWritten(DSLContext sql, Record head, long transactionId, List<Event> events) {
        Event last = events.getLast();
        if (head.get(STORES.SEQ) < last.storeSeq()) {
            return false;
        }
        Record found = sql.select(Stored.OP).select(DSL.field("{0}.xmin::text::bigint", Long.class, OPS)).from(OPS)
                .where(OPS.STORE_ID.eq(head.get(STORES.ID)), OPS.SEQ.eq(last.storeSeq())).fetchOne();
        if (found == null) {
            throw new LedgerException.InDoubt("what a lost commit would have written is forgotten already", null);
        }
        return found.get(Stored.OP.size(), Long.class) == transactionId && Stored.event(found).equals(last);
    }
}
