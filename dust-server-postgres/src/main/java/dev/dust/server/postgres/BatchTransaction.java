package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;
import static dev.dust.server.postgres.schema.Tables.TAKEOVERS;

import dev.dust.cache.Keys;
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
import java.sql.SQLException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Results;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One try to write a batch, in a transaction that somebody else begins and ends: locks the store, has the pushes decided, and
 * writes what they come to. For one thread.
 */
final class BatchTransaction implements StoreView {
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
    private final long seqBefore;
    private final long compactedSeq;
    private final boolean archived;
    private final long nowMillis;
    private final long transactionId;

    /**
     * Locks the store, and reads what the pushes are going to want.
     *
     * @param seenMillis what the time is at least
     */
    BatchTransaction(DSLContext sql, long store, List<? extends Push> batch, long seenMillis, long lockMillis) {
        this.sql = sql;
        this.store = store;
        List<String> devices = batch.stream().map(Push::membership).filter(Objects::nonNull).map(MembershipId::deviceId)
                .distinct().toList();
        List<OpId> ids = batch.stream().map(Push::opId).filter(Objects::nonNull).distinct().toList();
        List<String> keys = List.copyOf(batch.stream().flatMap(push -> push.wants().keys().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        Results found = begin(ids, keys, devices, lockMillis);
        Result<Record> head = found.get(0);
        if (head.isEmpty()) {
            throw new LedgerException.Unavailable("the store is not in the database any more, which is another one than before",
                    null);
        }
        Record it = head.getFirst();
        this.seqBefore = it.get(STORES.SEQ);
        this.compactedSeq = it.get(STORES.COMPACTED_SEQ);
        this.archived = it.get(STORES.ARCHIVED);
        Record clock = found.get(1).getFirst();
        this.nowMillis = Math.max(clock.get(0, Long.class), Math.max(seenMillis, it.get(STORES.SEEN_MILLIS)));
        this.transactionId = clock.get(1, Long.class);
        this.table = new TableRows(sql, store, it.get(STORES.ROW_COUNT));
        this.rows = new OverlaidRows(table);
        int next = 2;
        if (!ids.isEmpty()) {
            recognise(found.get(next++));
        }
        if (!keys.isEmpty()) {
            table.learn(keys, found.get(next++).map(Stored::row));
        }
        if (!devices.isEmpty()) {
            found.get(next)
                    .forEach(taken -> takeovers.put(ByteBuffer.wrap(taken.get(TAKEOVERS.DEVICE)), taken.get(TAKEOVERS.NUMBER)));
        }
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
    private void recognise(Result<Record> ops) {
        ops.forEach(found -> {
            Event event = Stored.event(found);
            OpId id = Objects.requireNonNull(event.opId(), "opId");
            if (found.get(OPS.ORDINAL) == 0) {
                named.put(id, new ArrayList<>(List.of(event)));
            } else if (named.containsKey(id)) {
                named.get(id).add(event);
            }
        });
    }

    /** All in one message: nobody waits for an answer more. The clock is read once the lock is there. */
    private Results begin(List<OpId> ids, List<String> keys, List<String> devices, long lockMillis) {
        var statements = new ArrayList<QueryPart>();
        statements.add(DSL.selectFrom(STORES).where(STORES.ID.eq(store)).forUpdate());
        statements.add(DSL.sql("select floor(extract(epoch from clock_timestamp()) * 1000)::bigint,"
                + " pg_current_xact_id()::xid::text::bigint"));
        if (!ids.isEmpty()) {
            statements.add(DSL.select(Stored.OP).select(OPS.ORDINAL).from(OPS)
                    .where(OPS.STORE_ID.eq(store), DSL.condition("{0} = any({1})", OPS.PUSH,
                            WriteStatements.pushes(ids.stream().map(Stored::push).toList())))
                    .orderBy(OPS.SEQ));
        }
        if (!keys.isEmpty()) {
            QueryPart[] places = WriteStatements.places(keys);
            statements.add(DSL.sql("select r.head, r.rest, r.revision, r.type, r.value from unnest({0}, {1}) as w(head, tail)"
                    + " join {2} r on r.store_id = {3} and r.head = w.head and r.tail = w.tail", places[0], places[1],
                    STORE_ROWS, DSL.val(store)));
        }
        if (!devices.isEmpty()) {
            statements.add(DSL.select(TAKEOVERS.DEVICE, TAKEOVERS.NUMBER).from(TAKEOVERS).where(TAKEOVERS.STORE_ID.eq(store),
                    DSL.condition("{0} = any({1})", TAKEOVERS.DEVICE,
                            WriteStatements.pushes(devices.stream().map(Stored::device).toList()))));
        }
        String template = IntStream.range(0, statements.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining("; "));
        return sql.resultQuery("set local lock_timeout = " + lockMillis + "; " + template,
                statements.toArray(QueryPart[]::new)).fetchMany();
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
        long count = WriteStatements.run(sql, store, List.copyOf(pending), writes, nowMillis);
        written.addAll(pending);
        pending.clear();
        beginAt(count);
    }

    /** What this transaction writes, in order. */
    List<Event> events() {
        return written.stream().map(WriteStatements.NewOp::event).toList();
    }

    /** By which rows of the tables show that this transaction wrote them. */
    long transactionId() {
        return transactionId;
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
        return seqBefore + written.size() + pending.size();
    }

    @Override
    public long compactedSeq() {
        return compactedSeq;
    }

    @Override
    public boolean archived() {
        return archived;
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
     * What is new since then stands in the table of rows alone, which has no index for that: all of a store's are looked at.
     */
    @Override
    public SortedMap<String, @Nullable StoredRow> changedSince(long seq) {
        check(seq);
        flush();
        var changed = new TreeMap<String, @Nullable StoredRow>(Keys.ORDER);
        sql.select(STORE_ROWS.HEAD, STORE_ROWS.REST).from(STORE_ROWS)
                .where(STORE_ROWS.STORE_ID.eq(store), STORE_ROWS.REVISION.gt(seq))
                .forEach(row -> changed.put(KeyBytes.key(row.value1(), row.value2()), null));
        sql.select(REPLACED_ROWS.HEAD, REPLACED_ROWS.REST).from(REPLACED_ROWS)
                .where(REPLACED_ROWS.STORE_ID.eq(store), REPLACED_ROWS.REPLACED_BY.gt(seq), REPLACED_ROWS.REVISION.gt(seq))
                .forEach(row -> changed.put(KeyBytes.key(row.value1(), row.value2()), null));
        sql.select(Stored.OLD_ROW).from(REPLACED_ROWS)
                .where(REPLACED_ROWS.STORE_ID.eq(store), REPLACED_ROWS.REPLACED_BY.gt(seq), REPLACED_ROWS.REVISION.le(seq))
                .fetch(Stored::row).forEach(row -> changed.put(row.key(), row.row()));
        return changed;
    }

    private void check(long seq) {
        if (seq < compactedSeq || seq > seq()) {
            throw new IllegalArgumentException(
                    "the history is known from " + compactedSeq + " to " + seq() + ", not at " + seq);
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
