package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.value.MapValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes ops of what the application asks for. Thread-safe. */
final class Ops {
    private final Conversion conversion;

    Ops(Conversion conversion) {
        this.conversion = conversion;
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

    private static Precondition precondition(WriteOptions options, DustPath path) {
        return Objects.requireNonNull(options, "options").precondition(path);
    }
}
