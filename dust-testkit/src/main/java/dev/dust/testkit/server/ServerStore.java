package dev.dust.testkit.server;

import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.node.StoreHost;
import dev.dust.server.rules.Crash;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The back door to one store of a {@link DustServer}: for tests that prepare what clients find, and look at what they left.
 * Safe for every thread.
 */
public final class ServerStore {
    private final StoreHost host;

    ServerStore(StoreHost host) {
        this.host = host;
    }

    /** The store's name. */
    public String name() {
        return host.name();
    }

    /**
     * The store's id, by which clients can join it too if the server runs {@link ServerOptions#hosted as the public one}: who
     * joined by the id is not told what is written by the name, and the other way round. It follows from the name.
     */
    public UUID id() {
        return host.id();
    }

    /**
     * From now on {@code status} says that the store ends then, if the server runs {@link ServerOptions#hosted as the public
     * one}. Nothing happens at that time.
     *
     * @param end null if it does not end
     */
    public void expiresAt(Instant end) {
        host.expiresAt(end);
    }

    /** The store_seq of the last committed op. */
    public long seq() {
        return host.ledger().head().seq();
    }

    /** A copy of the rows, by key, in the order of keys. */
    public SequencedMap<String, ServerRow> rows() {
        var rows = new LinkedHashMap<String, ServerRow>();
        host.rows()
                .forEach((key, row) -> rows.put(key, new ServerRow(row.value(), row.type(), row.revision())));
        return rows;
    }

    /** The value of the row at {@code path}, or null if there is none. */
    public @Nullable Value get(String path) {
        StoredRow row = host.ledger().row(path);
        return row == null ? null : row.value();
    }

    /**
     * Writes as another client would: every member hears of it.
     *
     * @param op    such as {@code set}
     * @param path  rendered
     * @param value as {@link Value#from} takes it, or null
     * @return the op's store_seq
     * @throws IllegalStateException if the server's rules refuse it, or it crashes over it; the message has the reason
     */
    public long write(String op, String path, @Nullable Object value) {
        return accepted(write(op, path, value, host.topic()));
    }

    /** Sets {@code path} as another client would, see {@link #write}. */
    public long set(String path, Object value) {
        return write("set", path, value);
    }

    /** Deletes {@code path} as another client would, see {@link #write}. */
    public long delete(String path) {
        return write("delete", path, null);
    }

    /**
     * Writes as an import or a write over HTTP does: it is committed, and members that are connected are not told
     * (docs/protocol.md#unheard). Otherwise like {@link #write}.
     */
    public long writeUnheard(String op, String path, Object value) {
        return accepted(write(op, path, value, StoreHost.NOBODY));
    }

    /**
     * Brings the row at {@code path}, and those below it, back to what they were at {@code toSeq}; members hear of it.
     *
     * @return the store_seq after it, whether or not there was anything to do
     * @throws IllegalStateException if that history is compacted, or yet to come
     */
    public long rollback(String path, long toSeq) {
        return accepted(apply(PushKind.ROLLBACK, Wire.mapOf("path", path, "to_seq", toSeq), host.topic()));
    }

    /**
     * Brings the whole store back to what it was at {@code toSeq}; members are not told (docs/protocol.md#unheard).
     *
     * @return how many ops that took
     * @throws IllegalStateException if that history is compacted, or yet to come
     */
    public long rollback(long toSeq) {
        PushResult outcome = apply(PushKind.ROLLBACK, Wire.mapOf("to_seq", toSeq), StoreHost.NOBODY);
        checkAccepted(outcome);
        return outcome.events().size();
    }

    /** Folds the history so far into a snapshot and forgets it: clients that are behind get the snapshot. */
    public void compact() {
        compact(Long.MAX_VALUE);
    }

    /** Folds the history up to {@code uptoSeq} into a snapshot and forgets it. */
    public void compact(long uptoSeq) {
        host.compact(uptoSeq);
    }

    /** Archives the store: its members are sent {@code phx_close}, and from now on every write is refused. */
    public void archive() {
        host.archive();
    }

    private PushResult write(String op, String path, @Nullable Object value, String topic) {
        MapValue payload = Wire.mapOf("op", op, "path", path, "value", value);
        return apply(PushKind.WRITE, payload, topic);
    }

    private PushResult apply(PushKind kind, MapValue payload, String topic) {
        try {
            return host.apply(kind, payload, null, topic);
        } catch (Crash crash) {
            throw new IllegalStateException("the server crashes: " + crash.getMessage(), crash);
        }
    }

    private long accepted(PushResult outcome) {
        checkAccepted(outcome);
        return outcome.events().isEmpty() ? seq() : outcome.events().getLast().storeSeq();
    }

    private static void checkAccepted(PushResult outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException("the server refuses: " + outcome.response());
        }
    }
}
