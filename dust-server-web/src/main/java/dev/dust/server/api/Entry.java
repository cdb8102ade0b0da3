package dev.dust.server.api;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.node.Caller;
import dev.dust.server.rules.KeyPath;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** What is at one path: read, put and deleted. */
final class Entry {
    /** What is put together of more rows than these is read by pages. */
    private static final int MOST_ROWS = 1_000;
    private static final String ANY = "*";
    private static final String WEAK = "W/";

    private final Exchange exchange;
    private final Caller caller;
    private final Route.Target target;
    private final String key;

    /** Refuses what is no path. */
    Entry(Exchange exchange, Caller caller, Route.Target target) {
        this.exchange = exchange;
        this.caller = caller;
        this.target = target;
        this.key = KeyPath.parse(target.path()).key();
    }

    void answer() throws IOException {
        switch (exchange.method()) {
            case "GET" -> get();
            case "PUT" -> write("set", exchange::json);
            default -> write("delete", () -> Value.NULL);
        }
    }

    // --- Reading

    /** The row, or else the rows below it put together as a map, as every reader is given them. */
    private void get() throws IOException {
        StoreLedger ledger = caller.toRead(target.store()).ledger();
        StoredRow row = ledger.row(key);
        if (row == null) {
            RowRange below = ledger.range(Keys.subtreeFrom(key), Keys.subtreeTo(key), MOST_ROWS + 1);
            if (!below.rows().isEmpty()) {
                tree(below);
                return;
            }
            // It may have become a row between the two looks.
            row = ledger.row(key);
        }
        if (row == null) {
            throw Problem.of("no_such_entry", "there is nothing at this path, nor below it");
        }
        String etag = etag(row.revision());
        exchange.header("ETag", etag);
        String known = exchange.header("If-None-Match");
        if (known != null
                && (known.equals(ANY) || List.of(known.split("\\s*,\\s*")).stream().anyMatch(tag -> isWeakly(tag, etag)))) {
            exchange.notModified();
        } else {
            send(row.value(), Pages.entry(new KeyedRow(key, row)));
        }
    }

    private void tree(RowRange below) throws IOException {
        if (below.rows().size() > MOST_ROWS) {
            throw Problem.of("too_many_rows", "there are more than " + MOST_ROWS + " rows below this path: read them by pages,"
                    + " with the pattern of the path and /**");
        }
        Map<String, Object> root = new LinkedHashMap<>();
        for (KeyedRow row : below.rows()) {
            put(root, KeyPath.parse(row.key().substring(key.length() + 1)).segments(), row.row().value());
        }
        Value value = Value.from(root);
        send(value, Wire.mapOf("path", key, "type", "map", "value", value, "store_seq", below.seq()));
    }

    /** Of a row and rows below it, a reader is given the row. Those below come later in the order of keys. */
    @SuppressWarnings("unchecked") // All maps in it are made here.
    private static void put(Map<String, Object> root, List<String> segments, Value value) {
        Map<String, Object> map = root;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            Object below = map.computeIfAbsent(segment, missing -> new LinkedHashMap<String, Object>());
            if (!(below instanceof Map)) {
                return;
            }
            map = (Map<String, Object>) below;
        }
        map.put(segments.getLast(), value);
    }

    /** Whoever compresses an answer on the way makes its tag a weak one; it is the same here (RFC 9110, 8.8.3.2). */
    private static boolean isWeakly(String known, String etag) {
        return known.equals(etag) || known.startsWith(WEAK) && known.substring(WEAK.length()).equals(etag);
    }

    private void send(Value value, MapValue entry) throws IOException {
        String raw = exchange.parameter("raw");
        if (raw != null && !raw.equals("true") && !raw.equals("false")) {
            throw Problem.of("invalid_parameter", "raw is true or false");
        }
        exchange.send(HttpStatus.OK_200, "true".equals(raw) ? value : entry);
    }

    // --- Writing

    /** What a write sets. */
    @FunctionalInterface
    private interface Operand {
        Value read() throws IOException;
    }

    private void write(String op, Operand operand) throws IOException {
        var writes = new Writes(exchange, caller, caller.toWrite(target.store()));
        var push = new LinkedHashMap<String, Value>();
        push.put("op", Value.of(op));
        push.put("path", Value.of(key));
        precondition(push, "If-Match", "if_match", Entry::revision);
        precondition(push, "If-None-Match", "if_absent", Entry::absence);
        if (exchange.parameter("fence_key") != null || exchange.parameter("fence_token") != null) {
            push.put("fence", Wire.mapOf("key", exchange.parameter("fence_key"), "token",
                    exchange.parameter("fence_token", 0, 1, Long.MAX_VALUE)));
        }
        push.put("value", operand.read());
        writes.send(MapValue.envelope(push));
    }

    private interface Condition {
        @Nullable
        Value of(String header);
    }

    private void precondition(Map<String, Value> push, String name, String field, Condition condition) {
        String header = exchange.header(name);
        if (header != null) {
            Value value = condition.of(header.strip());
            if (value == null) {
                throw Problem.of("invalid_precondition", name + " takes "
                        + (field.equals("if_match") ? "one ETag, such as \"7\"" : ANY));
            }
            push.put(field, value);
        }
    }

    private static @Nullable Value revision(String etag) {
        return etag.matches("\"[0-9]{1,16}\"") ? Value.of(Long.parseLong(etag.substring(1, etag.length() - 1))) : null;
    }

    private static @Nullable Value absence(String header) {
        return header.equals(ANY) ? Value.of(true) : null;
    }

    /** The ETag of a row of that revision. */
    static String etag(long revision) {
        return "\"" + revision + "\"";
    }
}
