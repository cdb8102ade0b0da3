package dev.dust.subscribe;

import dev.dust.error.DustException;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription to ops hears (docs/hearing.md): each case carries what it has. A switch over the cases says what is to
 * be done with each. Immutable.
 */
public sealed interface DustEvent {

    /** Where it happened; for an op its own path, whatever lies below. Never null. */
    DustPath path();

    /**
     * A row that was there when the subscription began, or began anew after a resync or a snapshot.
     *
     * @param path     the row's; never null
     * @param value    what readers see there; never null
     * @param type     the row's type, such as {@code string} or {@code counter} (docs/protocol.md#types)
     * @param revision the store_seq that wrote it; 0 where a write that the server has not confirmed is on it, or nobody knows
     */
    record Present(DustPath path, Value value, String type, long revision) implements DustEvent {
        /** Checks what must not be null. */
        public Present {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(type, "type");
        }
    }

    /**
     * A write of this client's, before the server has seen it.
     *
     * @param path     where; never null
     * @param op       what was done
     * @param value    the operand; {@link Value#NULL} where there is none
     * @param opId     the write's client_op_id
     * @param deviceId this client's
     */
    record Local(DustPath path, OpName op, Value value, String opId, String deviceId) implements DustEvent {
        /** Checks what must not be null. */
        public Local {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(op, "op");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(opId, "opId");
            Objects.requireNonNull(deviceId, "deviceId");
        }
    }

    /**
     * An op that the server committed.
     *
     * @param path           where; never null
     * @param op             what was done
     * @param value          the committed value: the new total, the whole new list; {@link Value#NULL} where there is none
     * @param storeSeq       its place in the store's history, 1 or more
     * @param own            whether this client made it, an earlier process of its device included
     * @param live           whether it came as it happened; false for history that the client catches up with, after its
     *                       start or after it was cut off
     * @param opId           the write's client_op_id, or null
     * @param deviceId       who wrote it, or null where that is not known
     * @param maybeDuplicate whether the write was sent more than once because an answer was lost, and may have taken effect
     *                       twice, or although a refusal of it was told: the server has forgotten its history, or something on
     *                       the way may yet deliver an earlier sending (docs/architecture.md#outbox)
     */
    record Committed(DustPath path, OpName op, Value value, long storeSeq, boolean own, boolean live, @Nullable String opId,
            @Nullable String deviceId, boolean maybeDuplicate) implements DustEvent {
        /** Checks what must not be null. */
        public Committed {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(op, "op");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A write of this client's that the server refused; it shows no more.
     *
     * @param path           where; never null
     * @param op             what was to be done
     * @param opId           the write's client_op_id
     * @param deviceId       this client's
     * @param error          why; never null
     * @param maybeDuplicate whether the refusal is not sure, because the write was sent more than once: an earlier sending may
     *                       have taken effect in a history that the server has forgotten, or may yet arrive and take effect.
     *                       False: it has not taken effect, and never will
     */
    record Refused(DustPath path, OpName op, String opId, String deviceId, DustException error, boolean maybeDuplicate)
            implements
                DustEvent {
        /** Checks what must not be null. */
        public Refused {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(op, "op");
            Objects.requireNonNull(opId, "opId");
            Objects.requireNonNull(deviceId, "deviceId");
            Objects.requireNonNull(error, "error");
        }
    }
}
