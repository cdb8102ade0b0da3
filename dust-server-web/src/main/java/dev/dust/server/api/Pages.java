package dev.dust.server.api;

import dev.dust.cache.Keys;
import dev.dust.server.frame.Format;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A page of the rows that match a pattern and lie in a range, in order. What one costs is bounded, whatever there is. */
final class Pages {
    static final int USUAL = 100;
    static final int MOST = 1_000;
    /** A page is full at so many bytes of values. */
    static final long MOST_BYTES = 4 << 20;
    private static final int PIECE = 100;
    /** A page ends after so many rows that were looked at, whether they match or not. */
    private static final int MOST_SEEN = 10_000;

    private final Exchange exchange;
    private final StoreHost host;
    private final List<MapValue> entries = new ArrayList<>();
    private long bytes;
    private int seen;
    /** The last row that was looked at, or where the page begins. */
    private String last = "";

    Pages(Exchange exchange, StoreHost host) {
        this.exchange = exchange;
        this.host = host;
    }

    void send() throws IOException {
        int limit = (int) exchange.parameter("limit", USUAL, 1, MOST);
        PathPattern pattern = pattern(exchange);
        String cursor = Cursor.of(exchange.parameter("cursor"));
        String from = later(later(pattern.from(), given("from")), cursor.isEmpty() ? "" : PathPattern.after(cursor));
        String to = earlier(pattern.to(), exchange.parameter("to"));
        RowRange piece = host.ledger().range(from, to, PIECE);
        // Rows may be newer than this, and never older: who reads the log from here on misses nothing.
        long seq = piece.seq();
        boolean more = take(piece, pattern, limit);
        while (more) {
            piece = host.ledger().range(PathPattern.after(last), to, PIECE);
            more = take(piece, pattern, limit);
        }
        boolean isEnd = piece.rows().isEmpty() || piece.rows().size() < PIECE && last.equals(piece.rows().getLast().key());
        exchange.send(HttpStatus.OK_200, isEnd
                ? Wire.mapOf("entries", entries, "store_seq", seq)
                : Wire.mapOf("entries", entries, "store_seq", seq, "next", Cursor.after(last)));
    }

    /** The pattern that a request names: all paths, if it names none. */
    static PathPattern pattern(Exchange exchange) {
        String rendered = exchange.parameter("pattern");
        return PathPattern.parse(rendered == null ? "**" : rendered);
    }

    private String given(String parameter) {
        String bound = exchange.parameter(parameter);
        return bound == null ? "" : bound;
    }

    private static String later(String one, String other) {
        return Keys.compare(one, other) >= 0 ? one : other;
    }

    private static @Nullable String earlier(@Nullable String one, @Nullable String other) {
        return one == null || other != null && Keys.compare(other, one) < 0 ? other : one;
    }

    /** Takes rows of a piece until the page is full; answers whether it has room, and there may be more. */
    private boolean take(RowRange piece, PathPattern pattern, int limit) {
        for (KeyedRow row : piece.rows()) {
            if (entries.size() == limit || bytes >= MOST_BYTES || seen >= MOST_SEEN) {
                return false;
            }
            last = row.key();
            seen++;
            if (pattern.matches(row.key())) {
                MapValue entry = entry(row);
                bytes += Format.JSON.codec().size(entry);
                entries.add(entry);
            }
        }
        return piece.rows().size() == PIECE;
    }

    /** A row as it is told everywhere. */
    static MapValue entry(KeyedRow row) {
        return Wire.mapOf("path", row.key(), "type", row.row().type(), "value", row.row().value(), "revision",
                row.row().revision());
    }
}
