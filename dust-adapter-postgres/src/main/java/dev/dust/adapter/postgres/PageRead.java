package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;
import static dev.dust.adapter.postgres.schema.Tables.STORES;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.CacheException;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache.FirstRows;
import dev.dust.codec.ValueCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Reads the first rows of a scan and their moment in one message. As for {@link PointRead}, jOOQ writes each kind of statement
 * once.
 */
final class PageRead {
    private final Database database;
    private final ValueCodec json;
    private final long storeId;
    private final Map<Kind, String> messages = new ConcurrentHashMap<>();

    /** What of a scan is in the text of its statement: the rest is bound. */
    private record Kind(boolean isDescending, boolean hasEnd, boolean hasPattern, boolean hasDepth) {
    }

    PageRead(Database database, ValueCodec json, long storeId) {
        this.database = database;
        this.json = json;
        this.storeId = storeId;
    }

    private String message(Kind kind) {
        // What is compared with "", and how many, is bound at each read.
        Condition range = ENTRIES.GENERATION.eq(STORES.GENERATION).and(EntryTable.HEAD.ge("")).and(ENTRIES.PATH.ge(""))
                .and(kind.hasEnd() ? EntryTable.HEAD.le("").and(ENTRIES.PATH.lt("")) : DSL.noCondition())
                .and(kind.hasPattern() ? ENTRIES.PATH.like("") : DSL.noCondition())
                .and(kind.hasDepth() ? ENTRIES.PATH.notLike("") : DSL.noCondition());
        var rows = DSL.select(EntryTable.COLUMNS).from(ENTRIES).where(range);
        var page = (kind.isDescending()
                ? rows.orderBy(EntryTable.HEAD.desc(), ENTRIES.PATH.desc()).limit(0)
                : rows.orderBy(EntryTable.HEAD, ENTRIES.PATH).limit(0)).asTable("page");
        // The join has one row on its left: the page keeps its order.
        return OneRead.SETTINGS + DSL.using(database.configuration())
                .render(DSL.select(STORES.APPLIED_SEQ).select(page.fields()).from(STORES).leftJoin(DSL.lateral(page))
                        .on(DSL.trueCondition()).where(STORES.ID.eq(0L)));
    }

    /** The first {@code limit} rows of {@code scan} that may match its pattern. */
    FirstRows first(Scan scan, int limit) {
        LikePattern pattern = LikePattern.of(scan.pattern());
        var kind = new Kind(scan.isDescending(), scan.to() != null, pattern.like() != null, pattern.deeper() != null);
        try (BorrowedConnection borrowed = database.borrow(Use.READ);
                PreparedStatement prepared = borrowed.connection()
                        .prepareStatement(messages.computeIfAbsent(kind, this::message))) {
            int at = bind(prepared, 1, Objects.requireNonNullElse(scan.from(), ""));
            at = scan.to() == null ? at : bind(prepared, at, scan.to());
            for (String like : new String[]{pattern.like(), pattern.deeper()}) {
                if (like != null) {
                    prepared.setString(at++, like);
                }
            }
            prepared.setLong(at++, limit);
            prepared.setLong(at, storeId);
            try (ResultSet found = OneRead.answer(prepared)) {
                return read(found, limit);
            }
        } catch (SQLException e) {
            throw database.failure(e);
        }
    }

    private static int bind(PreparedStatement prepared, int at, String key) throws SQLException {
        String path = TextEscaping.stored(key);
        prepared.setString(at, TextEscaping.head(path));
        prepared.setString(at + 1, path);
        return at + 2;
    }

    private FirstRows read(ResultSet found, int limit) throws SQLException {
        if (!found.next()) {
            throw new CacheException(StoreHead.MISSING);
        }
        long appliedSeq = found.getLong(1);
        List<Row> rows = new ArrayList<>();
        String path = found.getString(2);
        while (path != null) {
            rows.add(new FetchedRow(TextEscaping.original(path), found.getString(3), TextEscaping.original(found.getString(4)),
                    found.getLong(5), found.getLong(6)).row(json));
            path = found.next() ? found.getString(2) : null;
        }
        return new FirstRows(appliedSeq, rows, rows.size() < limit);
    }
}
