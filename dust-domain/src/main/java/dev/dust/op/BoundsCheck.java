package dev.dust.op;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.value.DateTimeValue;
import dev.dust.value.DecimalValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares ops with {@link WriteBounds}, and finds values that servers choke on. Goes through a value without the stack of its
 * thread, and makes nothing of it before it is known to be small enough.
 */
public final class BoundsCheck {
    private static final Pattern DATETIME = Pattern
            .compile("\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?([Zz]|[+-]\\d\\d:?\\d\\d)");
    private static final int MOST_YEAR = 9_999;

    private BoundsCheck() {
    }

    /**
     * Refuses an op that no server could take, as far as that can be told without its frame.
     *
     * @throws InvalidRequestException {@code path_too_long}, {@code too_deep}, {@code too_many_rows}, {@code invalid_datetime},
     *                                 {@code invalid_decimal}, {@code invalid_filename}, {@code too_large}
     */
    public static void require(Op op, WriteBounds bounds) {
        requirePath(op.path().key(), bounds);
        switch (op) {
            case Op.Put put -> requireValue(put.value(), put.value().isLeaf() ? null : op.path(), bounds);
            case Op.Merge merge -> requireValue(merge.value(), op.path(), bounds);
            case Op.Add add -> requireValue(add.member(), null, bounds);
            case Op.Remove remove -> requireValue(remove.member(), null, bounds);
            case Op.PutFile file -> requireFile(file, bounds);
            case Op.Increment increment -> {
                // A number.
            }
            case Op.Delete delete -> {
                // No value.
            }
            case Op.LeaseOp lease -> {
                // No value.
            }
        }
    }

    /**
     * Refuses what would become too much here, whatever the server thought of it: an event's map whose nested keys are short
     * and whose paths are not.
     *
     * @param path  where the map is spread
     * @param value a map that is spread over rows, or a leaf, which is always small enough
     * @throws InvalidRequestException {@code path_too_long}, {@code too_many_rows}
     */
    public static void requireSpread(DustPath path, Value value, WriteBounds bounds) {
        requirePath(path.key(), bounds);
        if (value instanceof MapValue map && !map.isLeaf()) {
            new Walk(bounds, false).go(map, path);
        }
    }

    private static void requirePath(String key, WriteBounds bounds) {
        if (key.length() > bounds.pathBytes() || key.length() * 3L > bounds.pathBytes() && utf8(key) > bounds.pathBytes()) {
            throw pathTooLong(bounds);
        }
    }

    private static InvalidRequestException pathTooLong(WriteBounds bounds) {
        return new InvalidRequestException("path_too_long",
                "a path may have " + bounds.pathBytes() + " bytes, and this one has more (path_too_long)");
    }

    private static void requireValue(Value value, @Nullable DustPath spreadAt, WriteBounds bounds) {
        if (value instanceof ListValue || value instanceof MapValue || value instanceof TypedValue) {
            new Walk(bounds, true).go(value, spreadAt);
        }
    }

    private static void requireFile(Op.PutFile file, WriteBounds bounds) {
        String name = file.file().filename();
        if (name != null && (name.codePointCount(0, name.length()) > bounds.filenameLength() || name.indexOf(0) >= 0)) {
            throw new InvalidRequestException("invalid_filename",
                    "a file's name may have " + bounds.filenameLength() + " characters, and no U+0000 (invalid_filename)");
        }
        if (file.content() != null && file.content().length() > bounds.frameBytes()) {
            throw tooLarge("a file of " + file.file().size() + " bytes", file.content().length(), bounds);
        }
    }

    /** Whether an integer beyond 64 bits is in the op, for which not every format has a form. */
    public static boolean hasLargeInteger(Op op) {
        Value operand = OpCodec.operand(op);
        return operand instanceof ListValue || operand instanceof MapValue ? holdsLarge(operand) : isLarge(operand);
    }

    private static boolean holdsLarge(Value value) {
        var open = new ArrayDeque<Value>();
        open.push(value);
        boolean found = false;
        while (!open.isEmpty() && !found) {
            switch (open.pop()) {
                case ListValue(List<Value> items) -> items.forEach(open::push);
                case MapValue map -> map.fields().values().forEach(open::push);
                case Value leaf -> found = isLarge(leaf);
            }
        }
        return found;
    }

    private static boolean isLarge(Value value) {
        return value instanceof IntValue n && !n.isLong();
    }

    /** The refusal of what does not fit into a frame. */
    public static InvalidRequestException tooLarge(String what, long bytes, WriteBounds bounds) {
        return new InvalidRequestException("too_large", what + " is too large: it would take a frame of " + bytes
                + " bytes, and the server takes " + bounds.frameBytes() + " (too_large)");
    }

    static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Both halves of a pair together have four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** One walk through a value, level by level, with a stack of its own. */
    private static final class Walk {
        private final WriteBounds bounds;
        private final boolean deeply;
        private final ArrayDeque<Level> levels = new ArrayDeque<>();
        private long rows;
        private long spread;

        /** A list or map that was entered; {@code pathBytes} is -1 where what is in it becomes no rows. */
        private record Level(Iterator<?> rest, long pathBytes) {
        }

        /**
         * @param deeply whether what is no row is looked at as well
         */
        Walk(WriteBounds bounds, boolean deeply) {
            this.bounds = bounds;
            this.deeply = deeply;
        }

        void go(Value value, @Nullable DustPath spreadAt) {
            enter(value, spreadAt == null ? -1 : utf8(spreadAt.key()));
            while (!levels.isEmpty()) {
                Level level = levels.peek();
                if (!level.rest.hasNext()) {
                    levels.pop();
                } else {
                    switch (level.rest.next()) {
                        case Map.Entry<?, ?> field -> field((String) field.getKey(), (Value) field.getValue(), level.pathBytes);
                        case Object item -> enter((Value) item, -1);
                    }
                }
            }
        }

        private void field(String key, Value value, long above) {
            boolean isSpread = above >= 0;
            long path = isSpread ? above + 1 + escapedUtf8(key) : -1;
            if (path > bounds.pathBytes()) {
                throw pathTooLong(bounds);
            }
            boolean isRow = isSpread && (!(value instanceof MapValue map) || map.isLeaf());
            if (isRow) {
                rows++;
                spread += path;
                if (rows > bounds.rows() || spread > bounds.spreadBytes()) {
                    throw new InvalidRequestException("too_many_rows", "a map may become " + bounds.rows()
                            + " rows, whose paths have " + bounds.spreadBytes()
                            + " bytes, and this one becomes more (too_many_rows)");
                }
            }
            if (!isRow || deeply) {
                enter(value, isRow ? -1 : path);
            }
        }

        private void enter(Value value, long path) {
            if (deeply) {
                requireReadable(value);
            }
            Iterator<?> inside = switch (value) {
                case ListValue(List<Value> items) -> items.iterator();
                case MapValue map -> map.fields().entrySet().iterator();
                default -> null;
            };
            if (inside == null) {
                return;
            }
            if (levels.size() >= bounds.depth()) {
                throw new InvalidRequestException("too_deep",
                        "lists and maps may be nested " + bounds.depth() + " deep, and these are deeper (too_deep)");
            }
            levels.push(new Level(inside, value instanceof ListValue ? -1 : path));
        }

        /** Servers take typed values as they come, and fail when they read what is none. */
        private static void requireReadable(Value value) {
            if (value instanceof DateTimeValue datetime) {
                requireDateTime(datetime.toString());
            } else if (value instanceof MapValue map && map.get("_typed") != null) {
                String typed = map.get("_typed") instanceof TextValue(String text) ? text : "";
                if (Types.DATETIME.equals(Fields.text(map, "_type"))) {
                    requireDateTime(typed);
                } else if (Types.DECIMAL.equals(Fields.text(map, "_type"))) {
                    requireDecimal(typed);
                }
            }
        }

        private static void requireDateTime(String text) {
            if (!isDateTime(text)) {
                throw new InvalidRequestException("invalid_datetime", "no datetime that servers read: " + excerpt(text)
                        + "; what they read is like 2026-03-31T12:00:00Z, of the years 0 to 9999 (invalid_datetime)");
            }
        }

        private static boolean isDateTime(String text) {
            try {
                int year = DATETIME.matcher(text).matches()
                        ? Instant.parse(text.replace(' ', 'T').replace(',', '.')).atOffset(ZoneOffset.UTC).getYear()
                        : -1;
                return year >= 0 && year <= MOST_YEAR;
            } catch (DateTimeException none) {
                return false;
            }
        }

        private static void requireDecimal(String text) {
            // Told by its form: to make a number of it takes time that grows with the square of its length.
            Value form = MapValue.of(Map.of("_type", Value.of(Types.DECIMAL), "_typed", Value.of(text)));
            if (!(form instanceof DecimalValue)) {
                throw new InvalidRequestException("invalid_decimal",
                        "no decimal that servers read: " + excerpt(text) + "; what they read is like 29.99 (invalid_decimal)");
            }
        }

        private static String excerpt(String text) {
            return text.length() <= 40 ? "'" + text + "'" : "'" + text.substring(0, 40) + "...'";
        }

        private static long escapedUtf8(String segment) {
            long escapes = segment.chars().filter(c -> c == '~' || c == Keys.SEPARATOR).count();
            return utf8(segment) + escapes;
        }
    }
}
