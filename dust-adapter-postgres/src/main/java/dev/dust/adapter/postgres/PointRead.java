package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;
import static dev.dust.adapter.postgres.schema.Tables.STORES;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.adapter.postgres.schema.tables.Entries;
import dev.dust.cache.CacheException;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.codec.ValueCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row, or whether there are rows below its key, and its moment by a single message, the most frequent of all: so jOOQ
 * writes it once, and the driver, which then knows it by its text, gets it as it is.
 */
final class PointRead {
    private final Database database;
    private final ValueCodec json;
    private final long storeId;
    private final String statement;

    PointRead(Database database, ValueCodec json, long storeId) {
        this.database = database;
        this.json = json;
        this.storeId = storeId;
        this.statement = statement(database.configuration());
    }

    private static String statement(Configuration configuration) {
        // What is compared with "" is bound at each read.
        Entries below = ENTRIES.as("below");
        Condition isBelow = Sql.exists(DSL.selectOne().from(below).where(below.GENERATION.eq(STORES.GENERATION))
                .and(EntryTable.head(below).ge("")).and(below.PATH.ge("")).and(EntryTable.head(below).le(""))
                .and(below.PATH.lt("")));
        return OneRead.SETTINGS + DSL.using(configuration)
                .render(DSL.select(STORES.APPLIED_SEQ, ENTRIES.VALUE, ENTRIES.TYPE, ENTRIES.REVISION, ENTRIES.SYNCED_AT,
                        DSL.field(ENTRIES.VALUE.isNull().and(isBelow)))
                        .from(STORES)
                        .leftJoin(ENTRIES)
                        .on(ENTRIES.GENERATION.eq(STORES.GENERATION).and(EntryTable.HEAD.eq("")).and(ENTRIES.TAIL.eq(""))
                                .and(ENTRIES.PATH.eq("")))
                        .where(STORES.ID.eq(0L)));
    }

    /** What there is at {@code key} now. */
    StoreCache.Found find(String key) {
        String path = TextEscaping.stored(key);
        try (BorrowedConnection borrowed = database.borrow(Use.READ);
                PreparedStatement prepared = borrowed.connection().prepareStatement(statement)) {
            String from = TextEscaping.stored(Keys.subtreeFrom(key));
            String to = TextEscaping.stored(Keys.subtreeTo(key));
            prepared.setString(1, TextEscaping.head(from));
            prepared.setString(2, from);
            prepared.setString(3, TextEscaping.head(to));
            prepared.setString(4, to);
            prepared.setString(5, TextEscaping.head(path));
            prepared.setString(6, TextEscaping.tail(path));
            prepared.setString(7, path);
            prepared.setLong(8, storeId);
            try (ResultSet found = OneRead.answer(prepared)) {
                if (!found.next()) {
                    throw new CacheException(StoreHead.MISSING);
                }
                return new StoreCache.Found(found.getLong(1), row(found, key), found.getBoolean(6));
            }
        } catch (SQLException e) {
            throw database.failure(e);
        }
    }

    private @Nullable Row row(ResultSet found, String key) throws SQLException {
        String value = found.getString(2);
        return value == null
                ? null
                : new FetchedRow(key, value, TextEscaping.original(found.getString(3)), found.getLong(4), found.getLong(5))
                        .row(json);
    }
}
