package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.op.Fence;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.value.MapValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes ops of what the application asks for. Thread-safe. */
final class Ops {
    private final Conversion conversion;
    /** What every op is fenced by; null for nothing. */
    private final @Nullable HeldLease lease;

    Ops(Conversion conversion, @Nullable HeldLease lease) {
        this.conversion = conversion;
        this.lease = lease;
    }

    Op put(DustPath path, @Nullable Object value, WriteOptions options) {
        return new Op.Put(path, conversion.toValue(value), precondition(options, path));
    }

    Op delete(DustPath path, WriteOptions options) {
        return new Op.Delete(path, precondition(options, path));
    }

    Op merge(DustPath path, Object fields, WriteOptions options) {
        if (conversion.toValue(fields) instanceof MapValue map) {
            return new Op.Merge(path, map, precondition(options, path));
        }
        throw new InvalidRequestException("merge_requires_map_value", "merge takes a map of fields");
    }

    Op increment(DustPath path, Number by, WriteOptions options) {
        return new Op.Increment(path, conversion.toValue(Objects.requireNonNull(by, "by")), precondition(options, path));
    }

    Op add(DustPath path, @Nullable Object member, WriteOptions options) {
        return new Op.Add(path, conversion.toValue(member), precondition(options, path));
    }

    Op remove(DustPath path, @Nullable Object member, WriteOptions options) {
        return new Op.Remove(path, conversion.toValue(member), precondition(options, path));
    }

    private Precondition precondition(WriteOptions options, DustPath path) {
        Precondition asked = Objects.requireNonNull(options, "options").precondition(path);
        return lease == null ? asked : asked.and(fence(lease, asked.fence()));
    }

    /**
     * The fence of what is written under a lease.
     *
     * @param other what the caller asked for besides; null for nothing
     * @throws InvalidRequestException for a fence that is another
     */
    static Fence fence(HeldLease lease, @Nullable Fence other) {
        lease.requireHeld();
        var fence = new Fence(lease.key(), lease.token());
        if (other != null && !other.equals(fence)) {
            throw new InvalidRequestException("invalid_precondition", "a write under the lease " + lease.key()
                    + " cannot be fenced by " + other.key() + " with token " + other.token() + " too");
        }
        return fence;
    }
}
