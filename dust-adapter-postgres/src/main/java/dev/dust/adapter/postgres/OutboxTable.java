package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.OUTBOX;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.codec.ValueCodec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The outbox of one device for one store. */
final class OutboxTable {
    private final ValueCodec json;
    private final long storeId;
    private final String deviceId;

    OutboxTable(ValueCodec json, long storeId, String deviceId) {
        this.json = json;
        this.storeId = storeId;
        this.deviceId = TextEscaping.stored(deviceId);
    }

    List<OutboxEntry> entries(DSLContext sql) {
        return sql
                .select(OUTBOX.OP_ID, OUTBOX.POSITION, OUTBOX.CREATED_AT, OUTBOX.ACKED_SEQ, OUTBOX.OP)
                .from(OUTBOX).where(isOwn()).orderBy(OUTBOX.POSITION).fetch(this::entry);
    }

    /** The positions of the entries that are acked up to {@code appliedSeq}, in order. */
    List<Long> settled(DSLContext sql, long appliedSeq) {
        return sql.select(OUTBOX.POSITION).from(OUTBOX).where(isOwn()).and(OUTBOX.ACKED_SEQ.between(1L, appliedSeq))
                .orderBy(OUTBOX.POSITION).fetch(OUTBOX.POSITION);
    }

    /**
     * Takes steps, those of one entry as what they come to.
     *
     * @param alone whether this transaction locks the store's row, so that no other device touches these entries
     */
    void apply(DSLContext sql, List<OutboxChange> changes, boolean alone) {
        var removed = new LinkedHashSet<String>();
        var added = new LinkedHashMap<String, OutboxEntry>();
        var acked = new LinkedHashMap<String, Long>();
        for (OutboxChange change : changes) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> added.put(entry.opId(), entry);
                case OutboxChange.Acked(String opId, long seq) -> {
                    if (added.computeIfPresent(opId, (id, entry) -> entry.acked(seq)) == null) {
                        acked.put(opId, seq);
                    }
                }
                case OutboxChange.AckedOf of -> {
                    // Not of this outbox.
                }
                case OutboxChange.Remove(String opId) -> {
                    added.remove(opId);
                    acked.remove(opId);
                    removed.add(opId);
                }
            }
        }
        if (!alone && removed.size() + acked.size() > 1) {
            lock(sql, Stream.concat(removed.stream(), acked.keySet().stream()));
        }
        remove(sql, removed);
        ack(sql, acked);
        add(sql, added.values());
    }

    /** In the order of all: see {@link PeerOutboxes}. */
    private void lock(DSLContext sql, Stream<String> opIds) {
        sql.selectOne().from(OUTBOX).where(isOneOf(opIds)).orderBy(OUTBOX.OP_ID).forUpdate().fetch();
    }

    private void remove(DSLContext sql, Collection<String> opIds) {
        if (!opIds.isEmpty()) {
            sql.deleteFrom(OUTBOX).where(isOneOf(opIds.stream())).execute();
        }
    }

    private void ack(DSLContext sql, Map<String, Long> seqs) {
        if (!seqs.isEmpty()) {
            BatchBindStep updates = sql.batch(sql.update(OUTBOX).set(OUTBOX.ACKED_SEQ, 0L).where(isOwn())
                    .and(OUTBOX.OP_ID.eq("")));
            for (Map.Entry<String, Long> acked : seqs.entrySet()) {
                updates = updates.bind(acked.getValue(), storeId, deviceId, TextEscaping.stored(acked.getKey()));
            }
            updates.execute();
        }
    }

    /** Over one of the same id, too: a commit may be tried again after its first try took effect unseen. */
    private void add(DSLContext sql, Collection<OutboxEntry> entries) {
        if (!entries.isEmpty()) {
            BatchBindStep inserts = sql.batch(sql
                    .insertInto(OUTBOX, OUTBOX.STORE_ID, OUTBOX.DEVICE_ID, OUTBOX.OP_ID, OUTBOX.POSITION, OUTBOX.CREATED_AT,
                            OUTBOX.ACKED_SEQ, OUTBOX.OP)
                    .values(storeId, deviceId, "", 0L, 0L, 0L, JSON.json("null"))
                    .onConflict(OUTBOX.STORE_ID, OUTBOX.DEVICE_ID, OUTBOX.OP_ID).doUpdate()
                    .set(OUTBOX.POSITION, DSL.excluded(OUTBOX.POSITION))
                    .set(OUTBOX.CREATED_AT, DSL.excluded(OUTBOX.CREATED_AT))
                    .set(OUTBOX.ACKED_SEQ, DSL.greatest(OUTBOX.ACKED_SEQ, DSL.excluded(OUTBOX.ACKED_SEQ)))
                    .set(OUTBOX.OP, DSL.excluded(OUTBOX.OP)));
            for (OutboxEntry entry : entries) {
                inserts = inserts.bind(storeId, deviceId, TextEscaping.stored(entry.opId()), entry.position(),
                        entry.createdAt(),
                        entry.ackedSeq(), JSON.json(new String(json.encode(Objects.requireNonNull(entry.op(), "op")), UTF_8)));
            }
            inserts.execute();
        }
    }

    private Condition isOneOf(Stream<String> opIds) {
        return isOwn().and(OUTBOX.OP_ID.eq(DSL.any(opIds.map(TextEscaping::stored).toArray(String[]::new))));
    }

    private Condition isOwn() {
        return OUTBOX.STORE_ID.eq(storeId).and(OUTBOX.DEVICE_ID.eq(deviceId));
    }

    private OutboxEntry entry(Record found) {
        String opId = TextEscaping.original(found.get(OUTBOX.OP_ID));
        long position = found.get(OUTBOX.POSITION);
        long createdAt = found.get(OUTBOX.CREATED_AT);
        long ackedSeq = found.get(OUTBOX.ACKED_SEQ);
        try {
            return new OutboxEntry(opId, position, createdAt, ackedSeq,
                    json.decode(found.get(OUTBOX.OP).data().getBytes(UTF_8)));
        } catch (RuntimeException noValue) {
            return OutboxEntry.unreadable(opId, position, createdAt, ackedSeq,
                    Objects.requireNonNullElse(noValue.getMessage(), noValue.toString()));
        }
    }
}
