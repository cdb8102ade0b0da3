package dev.dust.server.api;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.node.Caller;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.KeyPath;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Writes, one or several, as the protocol's {@code write} push has them (docs/protocol.md#writes). */
final class Writes {
    private static final int MOST = 500;
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final int LONGEST_KEY = 200;
    /** What is sent along with these is not a value of the caller's. */
    private static final Set<String> LEASE_OPS = Set.of("lease", "renew", "release");

    private final Exchange exchange;
    private final Caller caller;
    private final StoreHost host;

    /** @param host as {@link Caller#toWrite} gave it */
    Writes(Exchange exchange, Caller caller, StoreHost host) {
        this.exchange = exchange;
        this.caller = caller;
        this.host = host;
    }

    // --- One

    /** The write that the body is. */
    void one() throws IOException {
        send(push(exchange.json()));
    }

    private static MapValue push(Value json) {
        if (json instanceof MapValue push) {
            return push;
        }
        throw Problem.of("invalid_write", "a write is an object with \"op\" and \"path\"");
    }

    /** Writes, and answers. */
    void send(MapValue unnamed) throws IOException {
        String key = key();
        MapValue push = key == null ? unnamed : named(unnamed, key);
        PushResult result = caller.write(host, List.of(push)).getFirst();
        if (!result.ok()) {
            throw Problem.of(result.response());
        }
        Long seq = Wire.integer(result.response().get("store_seq"));
        if (isRepeated(result)) {
            if (isAnotherThan(push, seq)) {
                throw keyReused();
            }
            exchange.header("Idempotent-Replayed", "true");
        }
        boolean isRow = "set".equals(Wire.text(push, "op")) && isLeaf(push.get("value"));
        if (seq != null && isRow) {
            exchange.header("ETag", Entry.etag(seq));
        }
        exchange.send(Wire.has(push, "if_absent") ? HttpStatus.CREATED_201 : HttpStatus.OK_200, result.response());
    }

    private static boolean isLeaf(@Nullable Value value) {
        return value == null || value.isLeaf();
    }

    // --- Several

    /** The writes that the body has. */
    void batch() throws IOException {
        if (!(exchange.json() instanceof MapValue body && body.get("writes") instanceof ListValue(List<Value> items))
                || items.size() > MOST) {
            throw Problem.of("invalid_batch", "a batch is an object with \"writes\", a list of up to " + MOST + " writes");
        }
        String key = key();
        var pushes = new ArrayList<MapValue>();
        for (Value item : items) {
            MapValue push = push(item);
            pushes.add(key == null || Wire.has(push, "client_op_id") ? push : named(push, key + "/" + pushes.size()));
        }
        List<PushResult> results = caller.write(host, pushes);
        boolean allOk = true;
        var told = new ArrayList<MapValue>();
        for (int i = 0; i < pushes.size(); i++) {
            MapValue response = results.get(i).response();
            if (results.get(i).ok() && isRepeated(results.get(i))
                    && isAnotherThan(pushes.get(i), Wire.integer(response.get("store_seq")))) {
                response = Wire.mapOf("reason", "idempotency_key_reused");
            }
            String reason = Wire.text(response, "reason");
            allOk &= reason == null;
            var result = new LinkedHashMap<String, Value>();
            result.put("status", Value.of(reason == null ? HttpStatus.OK_200 : Problem.statusOf(reason)));
            result.putAll(response.fields());
            told.add(MapValue.envelope(result));
        }
        exchange.send(HttpStatus.OK_200, Wire.mapOf("ok", allOk, "results", told));
    }

    // --- What is sent again

    /** What the writer calls this write, or null if he does not. It may stand in quotes, as a structured field does. */
    private @Nullable String key() {
        String header = exchange.header(KEY_HEADER);
        if (header == null) {
            return null;
        }
        boolean isQuoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        String key = isQuoted ? header.substring(1, header.length() - 1) : header;
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problem.of("invalid_idempotency_key", KEY_HEADER + " has 1 to " + LONGEST_KEY + " characters");
        }
        return key;
    }

    private static MapValue named(MapValue push, String key) {
        String own = Wire.text(push, "client_op_id");
        if (own != null && !own.equals(key)) {
            throw Problem.of("invalid_idempotency_key", KEY_HEADER + " and client_op_id differ");
        }
        var fields = new LinkedHashMap<>(push.fields());
        fields.put("client_op_id", Value.of(key));
        return MapValue.envelope(fields);
    }

    /** Whether it was told an op of before. */
    private static boolean isRepeated(PushResult result) {
        return result.events().isEmpty() && Wire.has(result.response(), "store_seq");
    }

    private static Problem keyReused() {
        return Problem.of("idempotency_key_reused", "another write had the same key; this one has not been made");
    }

    /** Whether what was written by op {@code seq}, as far as it is still known, is something else than {@code push}. */
    private boolean isAnotherThan(MapValue push, @Nullable Long seq) {
        if (seq == null) {
            return false;
        }
        History piece = host.ledger().after(seq - 1, 1);
        if (piece.fromSeq() != seq - 1 || piece.events().isEmpty()) {
            return false;
        }
        Event before = piece.events().getFirst();
        return !before.op().equals(Wire.text(push, "op")) || !before.path().equals(pathOf(push))
                || !LEASE_OPS.contains(before.op()) && !before.sent().equals(sent(push));
    }

    private static @Nullable String pathOf(MapValue push) {
        try {
            return KeyPath.ofPush(push).key();
        } catch (Refusal none) {
            return null;
        }
    }

    private static Value sent(MapValue push) {
        Value value = push.get("value");
        return value == null || "delete".equals(Wire.text(push, "op")) ? Value.NULL : value;
    }
}
