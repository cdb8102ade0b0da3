package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Sql.GENERATIONS;
import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;
import static dev.dust.adapter.postgres.schema.Tables.STORES;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxChange.AckedOf;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.codec.ValueCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** One store, as one device sees it. */
final class PostgresStore implements StoreCache {
    private final Database database;
    private final DeviceClaim claims;
    /** Null for an id that the application configured. */
    private final @Nullable Claim claim;
    private final long storeId;
    private final EntryTable entries;
    private final PointRead pointRead;
    private final PageRead pageRead;
    private final EntryWriter writer;
    private final BulkLoad bulkLoad;
    private final OutboxTable outbox;
    private final PeerOutboxes others;
    private final ContentsTable contents;

    /**
     * Entries of commits whose fate is unknown, because the connection was lost while they were committed. Their caller was
     * told that nothing has happened, and it shall be so. Used by commits alone.
     */
    private List<OutboxChange> doubtful = List.of();

    PostgresStore(Database database, DeviceClaim claims, ValueCodec json, long storeId, String deviceId) {
        this.database = database;
        this.claims = claims;
        this.claim = claims.of(deviceId);
        this.storeId = storeId;
        this.entries = new EntryTable(json);
        this.pointRead = new PointRead(database, json, storeId);
        this.pageRead = new PageRead(database, json, storeId);
        this.writer = new EntryWriter(json);
        this.bulkLoad = new BulkLoad(json);
        this.outbox = new OutboxTable(json, storeId, deviceId);
        this.others = new PeerOutboxes(storeId, deviceId);
        this.contents = new ContentsTable(database, storeId, deviceId);
    }

    @Override
    public CacheSnapshot snapshot() {
        return PostgresSnapshot.open(database, entries, outbox, this::proveTo, storeId);
    }

    @Override
    public Found find(String key) {
        return pointRead.find(key);
    }

    /** A page has one row more than it shows. Beyond what is fetched at once it comes bit by bit. */
    @Override
    public FirstRows first(Scan scan) {
        int most = database.options().fetchSize() + 1;
        return scan.expected() > most
                ? StoreCache.super.first(scan)
                : pageRead.first(scan, PostgresCursor.firstLimit(scan, most));
    }

    @Override
    public FileContents contents() {
        return contents;
    }

    @Override
    public List<OutboxEntry> outbox() {
        return proved(() -> {
            try (Transaction transaction = database.transaction()) {
                transaction.beginWriting(claim, null);
                return outbox.entries(transaction.sql());
            } catch (DataAccessException e) {
                throw database.failure(e);
            }
        });
    }

    /** To a reader, in its own transaction, who has found rows that another process may have taken from this outbox. */
    private void proveTo(DSLContext reader) {
        if (claim != null && !reader.fetchExists(claim.proof())) {
            claims.verify(claim);
        }
    }

    @Override
    public CommitResult commit(Commit commit) {
        return proved(() -> attempt(commit));
    }

    /** {@code work} is tried again if its claim turns out to count, though the table had forgotten it. */
    private <T> T proved(Supplier<T> work) {
        try {
            return work.get();
        } catch (ClaimLostException notFound) {
            claims.verify(Objects.requireNonNull(claim, "claim"));
            return work.get();
        }
    }

    private CommitResult attempt(Commit commit) {
        try (Transaction transaction = commit.replacement() == null
                ? database.transaction()
                : database.bulkTransaction()) {
            if (commit.touchesRows()) {
                Field<Boolean> othersPending = others.arePending();
                Result<Record> found = Objects.requireNonNull(
                        transaction.beginWriting(claim, StoreHead.selectLocked(storeId, othersPending)), "found");
                StoreHead head = StoreHead.of(found);
                if (head.appliedSeq() != commit.expectedSeq()) {
                    return new CommitResult.Stale(head.appliedSeq());
                }
                writeRows(transaction, head, commit);
                if (found.getFirst().get(othersPending)) {
                    tellOthers(transaction.sql(), commit);
                }
            } else {
                transaction.beginWriting(claim, null);
            }
            writeOutbox(transaction.sql(), commit);
            end(transaction, commit);
            return CommitResult.Done.INSTANCE;
        } catch (DataAccessException e) {
            throw database.failure(e);
        } catch (SQLException e) {
            throw database.failure(e);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
    }

    /** The row of the store is locked, so that nobody else writes its entries. */
    private void writeRows(Transaction transaction, StoreHead head, Commit commit) throws SQLException, IOException {
        DSLContext sql = transaction.sql();
        long generation = head.generation();
        long count = head.count();
        if (commit.replacement() != null) {
            generation = sql.nextval(GENERATIONS);
            count = bulkLoad.load(transaction, generation, commit.replacement());
        }
        count += writer.apply(sql, generation, new ChangeSet(commit.changes()));
        sql.update(STORES).set(STORES.APPLIED_SEQ, commit.appliedSeq()).set(STORES.GENERATION, generation)
                .set(STORES.ENTRY_COUNT, count).where(STORES.ID.eq(storeId)).execute();
        if (generation != head.generation()) {
            sql.deleteFrom(ENTRIES).where(EntryTable.of(head.generation())).execute();
        }
    }

    private void tellOthers(DSLContext sql, Commit commit) {
        others.ack(sql, commit.outbox().stream().filter(AckedOf.class::isInstance).map(AckedOf.class::cast).toList());
        if (commit.replacement() != null) {
            others.untraceable(sql);
        }
    }

    private void writeOutbox(DSLContext sql, Commit commit) {
        boolean alone = commit.touchesRows();
        if (!doubtful.isEmpty()) {
            // To add them first makes this wait for a server that is still about to commit them.
            outbox.apply(sql, doubtful, alone);
            outbox.apply(sql, doubtful.stream().<OutboxChange>map(PostgresStore::undo).toList(), alone);
        }
        if (!commit.outbox().isEmpty()) {
            outbox.apply(sql, commit.outbox(), alone);
        }
    }

    private static OutboxChange undo(OutboxChange added) {
        return new OutboxChange.Remove(((OutboxChange.Add) added).entry().opId());
    }

    private void end(Transaction transaction, Commit commit) throws SQLException {
        List<OutboxChange> before = doubtful;
        doubtful = Stream
                .concat(before.stream(), commit.outbox().stream().filter(OutboxChange.Add.class::isInstance)).toList();
        transaction.commit();
        doubtful = List.of();
    }
}
