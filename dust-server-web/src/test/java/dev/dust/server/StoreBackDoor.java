package dev.dust.server;

import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Writes to a store past its members, and looks into it. What the rules refuse is thrown. */
final class StoreBackDoor {
    private final StoreHost host;

    StoreBackDoor(StoreHost host) {
        this.host = host;
    }

    UUID id() {
        return host.id();
    }

    void expiresAt(Instant end) {
        host.expiresAt(end);
    }

    long seq() {
        return host.ledger().head().seq();
    }

    Map<String, StoredRow> rows() {
        return new LinkedHashMap<>(host.rows());
    }

    Value get(String path) {
        StoredRow row = rows().get(path);
        return row == null ? null : row.value();
    }

    long set(String path, Object value) {
        return write("set", path, value);
    }

    long delete(String path) {
        return write("delete", path, null);
    }

    long write(String op, String path, Object value) {
        return push(PushKind.WRITE, Wire.mapOf("op", op, "path", path, "value", value), host.topic());
    }

    /** Members do not hear of it. */
    long writeUnheard(String op, String path, Object value) {
        return push(PushKind.WRITE, Wire.mapOf("op", op, "path", path, "value", value), StoreHost.NOBODY);
    }

    long rollback(String path, long toSeq) {
        return push(PushKind.ROLLBACK, Wire.mapOf("path", path, "to_seq", toSeq), host.topic());
    }

    long rollback(long toSeq) {
        return push(PushKind.ROLLBACK, Wire.mapOf("to_seq", toSeq), StoreHost.NOBODY);
    }

    private long push(PushKind kind, MapValue payload, String topic) {
        PushResult result = host.apply(kind, payload, null, topic);
        if (!result.ok()) {
            throw new IllegalStateException("refused: " + result.response());
        }
        return seq();
    }

    void compact() {
        compact(Long.MAX_VALUE);
    }

    void compact(long uptoSeq) {
        host.compact(uptoSeq);
    }

    /** The history goes; whose ops they were is remembered for a while. */
    void compactAndRemember() {
        host.ledger().retain(Retention.defaults().ops(0));
    }

    long compactedSeq() {
        return host.ledger().head().compactedSeq();
    }

    void archive() {
        host.archive();
    }
}
