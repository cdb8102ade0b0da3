package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.codec.ValueCodec;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One store, as one device sees it. */
final class SqliteStore implements StoreCache {
    private final Database database;
    private final DeviceClaim claims;
    /** Null for an id that the application configured. */
    private final @Nullable Claim claim;
    private final long storeId;
    private final EntryTable entries;
    private final OutboxTable outbox;
    private final ContentsTable contents;

    SqliteStore(Database database, DeviceClaim claims, ValueCodec json, long storeId, String deviceId) {
        this.database = database;
        this.claims = claims;
        this.claim = claims.of(deviceId);
        this.storeId = storeId;
        this.entries = new EntryTable(json, storeId);
        this.outbox = new OutboxTable(json, storeId, deviceId);
        this.contents = new ContentsTable(database, storeId, deviceId);
    }

    @Override
    public CacheSnapshot snapshot() {
        return SqliteSnapshot.open(database, entries, storeId, this::settled);
    }

    @Override
    public Found find(String key) {
        return database.read(connection -> entries.find(connection, key));
    }

    @Override
    public FileContents contents() {
        return contents;
    }

    /** What the rows of a reader's moment include of this outbox. */
    private List<Long> settled(PreparedConnection reader, long appliedSeq) throws SQLException {
        prove(reader);
        return outbox.settled(reader, appliedSeq);
    }

    @Override
    public List<OutboxEntry> outbox() {
        return database.write(connection -> {
            prove(connection);
            return outbox.entries(connection);
        });
    }

    @Override
    public CommitResult commit(Commit commit) {
        return database.write(connection -> {
            prove(connection);
            return take(connection, commit);
        });
    }

    /** Within a transaction: nobody gets the id before it ends. */
    private void prove(PreparedConnection connection) throws SQLException {
        if (claim != null && !claim.counts(connection)) {
            claims.lose(claim);
            throw claim.lost();
        }
    }

    private CommitResult take(PreparedConnection connection, Commit commit) throws SQLException {
        if (commit.touchesRows()) {
            StoreHead head = StoreHead.of(connection, storeId);
            if (head.appliedSeq() != commit.expectedSeq()) {
                return new CommitResult.Stale(head.appliedSeq());
            }
            Iterable<Row> replacement = commit.replacement();
            long count = replacement == null ? head.count() : entries.replace(connection, replacement);
            count += entries.apply(connection, commit.changes());
            new StoreHead(commit.appliedSeq(), count).write(connection, storeId);
            if (replacement != null) {
                outbox.makeOthersUntraceable(connection);
            }
        }
        outbox.apply(connection, commit.outbox());
        return CommitResult.Done.INSTANCE;
    }
}
