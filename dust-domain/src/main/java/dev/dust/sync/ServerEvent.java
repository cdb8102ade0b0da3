package dev.dust.sync;

import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.BoundsCheck;
import dev.dust.op.Fields;
import dev.dust.op.OpSize;
import dev.dust.op.RowStep;
import dev.dust.path.DustPath;
import dev.dust.transport.ServerMessage;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import dev.dust.write.WriteBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A committed op as the server tells it (docs/protocol.md#events).
 *
 * @param seq      its store_seq
 * @param op       its name, also one that this version does not know; never null
 * @param path     where it happened; null if the event names no valid path
 * @param value    the committed value: the new total, the whole new list, the lease; {@link Value#NULL} where there is none
 * @param deviceId who wrote it, or null
 * @param opId     the writer's client_op_id, or null
 * @param whole    whether all of it could be decoded
 */
public record ServerEvent(long seq, String op, @Nullable DustPath path, Value value, @Nullable String deviceId,
        @Nullable String opId, boolean whole) {
    private static final int ENVELOPE = 200;

    /**
     * Reads an event.
     *
     * @return null if it has no store_seq, so that nothing can be done with it
     */
    static @Nullable ServerEvent of(ServerMessage message) {
        MapValue payload = message.payload();
        long seq = Seqs.of(payload, "store_seq");
        if (seq == 0) {
            return null;
        }
        String op = Fields.text(payload, "op");
        Value value = payload.get("value");
        boolean whole = !message.isUnreadable("value") && !message.isUnreadable("path_segments") && !message.isUnreadable("op")
                && !message.isUnreadable("path");
        return new ServerEvent(seq, op == null ? "none" : op, path(payload), value == null ? Value.NULL : value,
                Fields.text(payload, "device_id"), Fields.text(payload, "client_op_id"), whole);
    }

    /** About how many bytes it takes while it waits. */
    long bytes() {
        return ENVELOPE + OpSize.of(value) + (path == null ? 0 : path.key().length());
    }

    /** path_segments is authoritative; where there are none, path is parsed (docs/protocol.md#paths). */
    private static @Nullable DustPath path(MapValue payload) {
        try {
            if (payload.get("path_segments") instanceof ListValue(List<Value> items)) {
                var segments = new ArrayList<String>(items.size());
                for (Value item : items) {
                    segments.add(((TextValue) item).value());
                }
                return DustPath.of(segments);
            }
            String rendered = Fields.text(payload, "path");
            return rendered == null ? null : DustPath.parse(rendered);
        } catch (InvalidRequestException | ClassCastException invalid) {
            return null;
        }
    }

    /** The op, or null if this version does not know it. */
    @Nullable
    OpName name() {
        return OpName.ofWire(op);
    }

    /**
     * What the event does to the rows.
     *
     * @throws InapplicableException if it cannot be applied (docs/architecture.md#order)
     */
    List<RowStep> steps(WriteBounds bounds) {
        if (!whole) {
            throw new InapplicableException("a part of it cannot be decoded");
        }
        OpName name = name();
        if (name == null) {
            throw new InapplicableException("this version knows no op " + op);
        }
        if (path == null) {
            throw new InapplicableException("it names no valid path");
        }
        String key = path.key();
        try {
            BoundsCheck.requireSpread(path, value, bounds);
            return switch (name) {
                case SET -> RowStep.ofPut(key, value);
                case DELETE -> List.of(new RowStep.Replace(key, null, null));
                case MERGE -> RowStep.ofMerge(key, require(Fields.asMap(value), "its value is no map"));
                case INCREMENT -> List.of(write(key, number(), Types.COUNTER));
                case ADD, REMOVE -> List.of(write(key, value instanceof ListValue ? value : null, Types.SET));
                case PUT_FILE -> List.of(new RowStep.Replace(key, value, Types.FILE));
                case LEASE, RENEW -> List.of(write(key, Fields.asMap(value) == null ? null : value, Types.LEASE));
                case RELEASE -> List.of(new RowStep.Erase(key));
            };
        } catch (InvalidRequestException refused) {
            throw new InapplicableException(refused.getMessage());
        }
    }

    /** The steps as changes to the committed rows. */
    static List<RowChange> changes(List<RowStep> steps, long seq, long syncedAt) {
        var changes = new ArrayList<RowChange>(steps.size() + 1);
        for (RowStep step : steps) {
            switch (step) {
                case RowStep.Replace replace -> {
                    changes.add(new RowChange.RemoveBelow(replace.key()));
                    changes.add(replace.value() == null
                            ? new RowChange.Remove(replace.key())
                            : put(replace.key(), replace.value(), Objects.requireNonNull(replace.type(), "type"), seq,
                                    syncedAt));
                }
                case RowStep.Write write -> changes.add(put(write.key(), write.value(), write.type(), seq, syncedAt));
                case RowStep.Erase erase -> changes.add(new RowChange.Remove(erase.key()));
                case RowStep.Relative relative -> throw new IllegalStateException("the server sends results: " + relative);
            }
        }
        return changes;
    }

    private static RowChange put(String key, Value value, String type, long seq, long syncedAt) {
        return new RowChange.Put(new Row(key, value, type, seq, syncedAt));
    }

    private @Nullable Value number() {
        return value instanceof IntValue || value instanceof FloatValue ? value : null;
    }

    private RowStep write(String key, @Nullable Value committed, String type) {
        return new RowStep.Write(key, require(committed, "its value is not one that " + op + " leaves"), type);
    }

    private static <T> T require(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new InapplicableException(otherwise);
        }
        return value;
    }

    /** The lease that a lease op left, or null. */
    @Nullable
    LeaseValue lease() {
        return value instanceof LeaseValue lease ? lease : null;
    }

    /** An event that cannot be applied; the message says why. */
    static final class InapplicableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InapplicableException(@Nullable String why) {
            super(why, null, false, false);
        }
    }
}
