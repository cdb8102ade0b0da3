package dev.dust.server.api;

import dev.dust.codec.ValueCodec;
import dev.dust.server.frame.Format;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.Wire;
import dev.dust.value.Types;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** All rows that match a pattern as JSON lines, as of one moment, however many they are. Safe for every thread. */
final class Export {
    static final String LINES = "application/x-ndjson";
    /** A slow reader holds on to what the ledger has for snapshots; members who join need some of it, too. */
    private static final int MOST_AT_ONCE = 2;

    private final Semaphore running = new Semaphore(MOST_AT_ONCE);

    void send(Exchange exchange, StoreHost host) throws IOException {
        PathPattern pattern = Pages.pattern(exchange);
        if (!running.tryAcquire()) {
            throw Problem.of("unavailable", "as many exports are under way as may be; try again later");
        }
        try (Snapshot now = host.ledger().snapshot()) {
            exchange.header("Dust-Store-Seq", Long.toString(now.seq()));
            exchange.stream(LINES, out -> write(now, pattern, out));
        } finally {
            running.release();
        }
    }

    /** Leases are of their moment, and left out. */
    private static void write(Snapshot now, PathPattern pattern, OutputStream out) throws IOException {
        ValueCodec json = Format.JSON.codec();
        try (Stream<KeyedRow> rows = now.rows()) {
            Iterator<KeyedRow> matching = rows.filter(row -> pattern.matches(row.key()))
                    .filter(row -> !row.row().type().equals(Types.LEASE)).iterator();
            while (matching.hasNext()) {
                KeyedRow row = matching.next();
                json.write(Wire.mapOf("path", row.key(), "type", row.row().type(), "value", row.row().value()), out);
                out.write('\n');
            }
        }
    }
}
