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

    Op put(String path, @Nullable Object value, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        return new Op.Put(target, conversion.toValue(value), precondition(options, target));
    }

    Op delete(String path, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        return new Op.Delete(target, precondition(options, target));
    }

    Op merge(String path, Object fields, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        if (conversion.toValue(fields) instanceof MapValue map) {
            return new Op.Merge(target, map, precondition(options, target));
        }
        throw new InvalidRequestException("merge_requires_map_value", "merge takes a map of fields");
    }

    Op increment(String path, Number by, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        return new Op.Increment(target, conversion.toValue(Objects.requireNonNull(by, "by")), precondition(options, target));
    }

    Op add(String path, @Nullable Object member, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        return new Op.Add(target, conversion.toValue(member), precondition(options, target));
    }

    Op remove(String path, @Nullable Object member, WriteOptions options) {
        DustPath target = DustPath.parse(path);
        return new Op.Remove(target, conversion.toValue(member), precondition(options, target));
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
