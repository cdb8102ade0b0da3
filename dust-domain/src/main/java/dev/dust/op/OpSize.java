package dev.dust.op;

import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;

/** About how many bytes an op takes, for the bound on what may wait. */
public final class OpSize {
    private static final int ENVELOPE = 64;
    private static final int FIELD = 4;

    private OpSize() {
    }

    /** The estimate, in bytes; at least 1. */
    public static long of(Op op) {
        long operand = switch (op) {
            case Op.Put put -> of(put.value());
            case Op.Merge merge -> of(merge.value());
            case Op.Add add -> of(add.member());
            case Op.Remove remove -> of(remove.member());
            case Op.PutFile file -> file.content().length();
            case Op.Increment increment -> of(increment.by());
            case Op.Delete delete -> 0;
            case Op.LeaseOp lease -> 0;
        };
        return ENVELOPE + 2L * op.path().key().length() + operand;
    }

    /** The estimate for a value, in bytes. */
    public static long of(Value value) {
        return switch (value) {
            case NullValue n -> FIELD;
            case BoolValue b -> FIELD;
            case FloatValue f -> Double.BYTES;
            case IntValue i -> i.isLong() ? Long.BYTES : i.bigValue().bitLength() / 3;
            case TextValue(String text) -> FIELD + text.length();
            case ListValue(var items) -> FIELD + items.stream().mapToLong(OpSize::of).sum();
            case MapValue map -> FIELD + map.fields().entrySet().stream()
                    .mapToLong(field -> FIELD + field.getKey().length() + of(field.getValue())).sum();
            case TypedValue typed -> of(typed.wire());
        };
    }
}
