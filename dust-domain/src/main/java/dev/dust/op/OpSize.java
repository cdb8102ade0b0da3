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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** About how many bytes an op takes, for the bound on what may wait. */
public final class OpSize {
    /** In a frame an op takes so many times as much, at most: a control character in JSON does, and the path is in it twice. */
    public static final int MOST_GROWTH = 12;

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
            case Op.PutFile file -> file.content() == null ? 0 : file.content().length();
            case Op.Increment increment -> of(increment.by());
            case Op.Delete delete -> 0;
            case Op.LeaseOp lease -> 0;
        };
        return ENVELOPE + 2L * op.path().key().length() + operand;
    }

    /** The estimate for a value, in bytes. */
    public static long of(Value value) {
        long size = 0;
        // No recursion: a value may be nested deeper than a thread's stack has room.
        var open = new ArrayDeque<Value>(0);
        for (Value next = value; next != null; next = open.poll()) {
            size += outside(next, open);
        }
        return size;
    }

    /** What a value takes without those inside of it, which are left in {@code open}. */
    private static long outside(Value value, ArrayDeque<Value> open) {
        return switch (value) {
            case NullValue n -> FIELD;
            case BoolValue b -> FIELD;
            case FloatValue f -> Double.BYTES;
            case IntValue i -> i.isLong() ? Long.BYTES : i.bigValue().bitLength() / 3;
            case TextValue(String text) -> FIELD + text.length();
            case ListValue(List<Value> items) -> {
                items.forEach(open::push);
                yield FIELD;
            }
            case MapValue map -> {
                long keys = 0;
                for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                    keys += FIELD + field.getKey().length();
                    open.push(field.getValue());
                }
                yield FIELD + keys;
            }
            case TypedValue typed -> outside(typed.wire(), open);
        };
    }
}
