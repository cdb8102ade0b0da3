package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Retention;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Takes ops out of a store's history. The compaction point moves first, after which nobody looks at what is before it but for
 * the ids of pushes; the rest goes bit by bit, and nobody waits for it. For one thread.
 */
final class Forgetting {
    /** How many ops one statement forgets. */
    private static final int AT_ONCE = 10_000;
    private static final Field<Long> NOW_MILLIS = DSL.field("floor(extract(epoch from clock_timestamp()) * 1000)::bigint",
            Long.class);

    private final Connections connections;
    private final long store;

    Forgetting(Connections connections, long store) {
        this.connections = connections;
        this.store = store;
    }

    /** The time that was so long ago, by the clock of the database. */
    static Field<Long> ago(Duration age) {
        return NOW_MILLIS.minus(Durations.millis(age));
    }

    /** Up to an op; ids of younger ops than {@code resends} are known still. Answers how many ops the history has less. */
    long upTo(long seq, Duration resends) {
        Long before = connections
                .repeatable(sql -> sql.select(STORES.COMPACTED_SEQ).from(STORES).where(STORES.ID.eq(store))
                        .fetchOne(STORES.COMPACTED_SEQ));
        Long point = connections.locking(sql -> sql.update(STORES)
                .set(STORES.COMPACTED_SEQ, DSL.greatest(STORES.COMPACTED_SEQ, DSL.least(STORES.SEQ, DSL.val(seq))))
                .where(STORES.ID.eq(store)).returningResult(STORES.COMPACTED_SEQ).fetchOne(STORES.COMPACTED_SEQ));
        if (before == null || point == null) {
            throw new LedgerException.Unavailable("the store is not in the database any more, which is another one than before",
                    null);
        }
        if (!resends.isZero()) {
            forgetWhatHasNoId(before, point);
        }
        forgetIds(point, resends);
        forgetRows(point);
        return point - before;
    }

    /**
     * What is beyond a retention, whose numbers stand in the store's row where it has its own. Answers how many ops the history
     * has less.
     */
    long beyond(Retention usual) {
        Field<Long> keptMillis = DSL.coalesce(STORES.KEEP_MILLIS, Durations.millis(usual.age()));
        Field<Long> firstYoung = DSL.field(DSL.select(OPS.SEQ).from(OPS)
                .where(OPS.STORE_ID.eq(STORES.ID), OPS.SEQ.gt(STORES.COMPACTED_SEQ),
                        OPS.AT_MILLIS.ge(NOW_MILLIS.minus(keptMillis)))
                .orderBy(OPS.SEQ).limit(1));
        Record2<Long, Long> points = connections.repeatable(sql -> sql
                .select(STORES.SEQ.minus(DSL.coalesce(STORES.KEEP_OPS, usual.ops())),
                        DSL.coalesce(firstYoung.minus(1), STORES.SEQ))
                .from(STORES).where(STORES.ID.eq(store)).fetchOne());
        return points == null ? 0 : upTo(Math.max(points.value1(), points.value2()), usual.resends());
    }

    private void forgetWhatHasNoId(long before, long point) {
        for (long from = before; from < point; from += AT_ONCE) {
            long first = from;
            connections.repeatable(sql -> sql.deleteFrom(OPS).where(OPS.STORE_ID.eq(store), OPS.SEQ.gt(first),
                    OPS.SEQ.le(Math.min(point, first + AT_ONCE)), OPS.PUSH.isNull()).execute());
        }
    }

    /** Ops are as old as they are numbered, so that what is forgotten is what comes before some op. */
    private void forgetIds(long point, Duration resends) {
        Condition old = OPS.STORE_ID.eq(store).and(OPS.SEQ.le(point));
        Long young = resends.isZero()
                ? null
                : connections.repeatable(sql -> sql.select(OPS.SEQ).from(OPS).where(old, OPS.AT_MILLIS.ge(ago(resends)))
                        .orderBy(OPS.SEQ).limit(1).fetchOne(OPS.SEQ));
        delete(young == null ? old : old.and(OPS.SEQ.lt(young)));
    }

    private void delete(Condition old) {
        @Nullable
        Long first = connections.repeatable(sql -> sql.select(DSL.min(OPS.SEQ)).from(OPS).where(old).fetchOne(0, Long.class));
        while (first != null) {
            long from = Objects.requireNonNull(first);
            connections.repeatable(sql -> sql.deleteFrom(OPS).where(old, OPS.SEQ.lt(from + AT_ONCE)).execute());
            first = connections.repeatable(sql -> sql.select(DSL.min(OPS.SEQ)).from(OPS).where(old).fetchOne(0, Long.class));
        }
    }

    private void forgetRows(long point) {
        Condition old = REPLACED_ROWS.STORE_ID.eq(store).and(REPLACED_ROWS.REPLACED_BY.le(point));
        while (connections.repeatable(sql -> sql.deleteFrom(REPLACED_ROWS).where(old.and(REPLACED_ROWS.REPLACED_BY.lt(
                DSL.field(DSL.select(DSL.min(REPLACED_ROWS.REPLACED_BY)).from(REPLACED_ROWS).where(old)).plus(AT_ONCE))))
                .execute()) > 0) {
            // There may be more.
        }
    }
}
