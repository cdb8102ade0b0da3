package dev.dust.subscribe;

import dev.dust.error.DustException;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription hears: an op, on the op's own path (docs/architecture.md#subscriptions).
 *
 * @param kind           what this event is
 * @param path           the op's path; never null
 * @param op             the op's name on the wire, such as {@code set}; {@code present} for a bootstrap event
 * @param value          what was written, for a local op its operand; the committed value for a committed one;
 *                       {@link Value#NULL} where there is none, and for a refusal. Never null
 * @param storeSeq       the op's store_seq once it is committed; the row's revision for a bootstrap event; 0 otherwise
 * @param wasOwn         whether it is the committed form of a write that this client made, an earlier process of its device
 *                       included
 * @param opId           the write's client_op_id, or null
 * @param deviceId       who wrote it, or null where that is not known
 * @param entryType      the row's type, for a bootstrap event; null otherwise
 * @param error          why the server refused; null unless {@code kind} is REFUSED
 * @param maybeDuplicate whether the write was sent twice because the answer to the first was lost and the server has forgotten
 *                       its history (docs/architecture.md#outbox): it may have taken effect twice, or once although it was
 *                       refused now
 */
public record DustEvent(Kind kind, DustPath path, String op, Value value, long storeSeq, boolean wasOwn, @Nullable String opId,
        @Nullable String deviceId, @Nullable String entryType, @Nullable DustException error, boolean maybeDuplicate) {

    /** What an event is. */
    public enum Kind {
        /** A row that was there when the subscription began. */
        PRESENT,
        /** A write of this client's, before the server has seen it. */
        LOCAL,
        /** A committed op. */
        COMMITTED,
        /** A write of this client's that the server refused; it shows no more. */
        REFUSED
    }

    /** Checks what must not be null. */
    public DustEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(value, "value");
    }

    /** A row that is there already. */
    public static DustEvent present(DustPath path, Value value, String entryType, long revision) {
        return new DustEvent(Kind.PRESENT, path, "present", value, revision, false, null, null, entryType, null, false);
    }

    /** A write that was just made. */
    public static DustEvent local(DustPath path, String op, Value value, String opId, String deviceId) {
        return new DustEvent(Kind.LOCAL, path, op, value, 0, false, opId, deviceId, null, null, false);
    }

    /** A write that was refused. */
    public static DustEvent refused(DustPath path, String op, String opId, String deviceId, DustException error,
            boolean maybeDuplicate) {
        return new DustEvent(Kind.REFUSED, path, op, Value.NULL, 0, true, opId, deviceId, null, error, maybeDuplicate);
    }

    /** Whether the server has committed it. */
    public boolean committed() {
        return kind == Kind.COMMITTED;
    }

    /** Whether this client's own call is what it tells of, and not a frame of the server's. */
    public boolean isLocal() {
        return kind == Kind.LOCAL;
    }
}
