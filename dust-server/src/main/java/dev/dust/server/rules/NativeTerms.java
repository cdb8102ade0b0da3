package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.value.DateTimeValue;
import dev.dust.value.DecimalValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/**
 * Elixir's decimals and datetimes. In a catch-up of the public server's, they stand where a typed map was the whole value of an
 * op, or a member of {@code add} or {@code remove}; there a {@link DecimalValue} or {@link DateTimeValue} means such a term.
 * Elsewhere it means the typed map, as ever.
 */
public final class NativeTerms {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int MICROSECOND_DIGITS = 6;
    private static final int WORD_BITS = 64;

    private NativeTerms() {
    }

    /** What {@code value} becomes when it is taken out of its envelope. Crashes where that says what it is not. */
    static Value unwrap(Value value) {
        MapValue map = Wire.map(value);
        if (map == null) {
            return value;
        }
        if (map.size() == 1 && map.get("_scalar") != null) {
            return map.get("_scalar");
        }
        String type = map.get("_typed") == null ? null : Wire.text(map, "_type");
        return switch (type) {
            case Types.DECIMAL -> decimal(map);
            case Types.DATETIME -> dateTime(map);
            case null, default -> value;
        };
    }

    private static Value decimal(MapValue map) {
        if (typed(map) instanceof DecimalValue decimal) {
            return Value.of(decimal.value());
        }
        throw new Crash("a decimal that is none");
    }

    private static Value dateTime(MapValue map) {
        if (typed(map) instanceof DateTimeValue time && time.instant().isBefore(YEAR_10000)) {
            return typed(Wire.mapOf("_typed", toMicroseconds(time), "_type", Types.DATETIME));
        }
        throw new Crash("a datetime that Elixir cannot read");
    }

    private static Value typed(MapValue map) {
        return MapValue.of(Map.of("_typed", map.get("_typed"), "_type", map.get("_type")));
    }

    /** In UTC, with as many digits of a second as were written, but no more than six. */
    private static String toMicroseconds(DateTimeValue time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time.instant(), ZoneOffset.UTC);
        int digits = Math.min(MICROSECOND_DIGITS, fractionDigits(time.toString()));
        String fraction = digits == 0 ? "" : "." + "%09d".formatted(utc.get(ChronoField.NANO_OF_SECOND)).substring(0, digits);
        return SECONDS.format(utc) + fraction + "Z";
    }

    private static int fractionDigits(String text) {
        int point = text.indexOf('.');
        return point < 0 ? 0 : (int) text.chars().skip(point + 1L).takeWhile(Character::isDigit).count();
    }

    /** The event's value in JSON, which has no decimals and no times: both are strings. */
    public static Value inJson(Event event) {
        return hasMembers(event)
                ? new ListValue(((ListValue) event.value()).items().stream().map(NativeTerms::asText).toList())
                : asText(event.value());
    }

    private static Value asText(Value term) {
        return term instanceof DecimalValue || term instanceof DateTimeValue ? Value.of(term.toString()) : term;
    }

    /** Whether the members of the event's value are terms, and not the value itself. */
    public static boolean hasMembers(Event event) {
        ServerOp op = ServerOp.ofEvent(event.op());
        return (op == ServerOp.ADD || op == ServerOp.REMOVE) && event.value() instanceof ListValue;
    }

    /** Whether MessagePack has a form for the event's value: it has none for decimals, nor for integers beyond 64 bits. */
    public static boolean packs(Event event) {
        List<Value> terms = hasMembers(event) ? ((ListValue) event.value()).items() : List.of(event.value());
        return terms.stream().noneMatch(term -> term instanceof DecimalValue) && packs(event.value());
    }

    /**
     * Whether MessagePack has a form for all integers in {@code value}. Depth costs no stack: it may be as deep as can be read.
     */
    public static boolean packs(Value value) {
        var pending = new ArrayDeque<Value>();
        pending.push(value);
        while (!pending.isEmpty()) {
            switch (pending.pop()) {
                case IntValue n -> {
                    if (!n.isLong() && (n.bigValue().signum() < 0 || n.bigValue().bitLength() > WORD_BITS)) {
                        return false;
                    }
                }
                case ListValue list -> list.items().forEach(pending::push);
                case MapValue map -> map.forEach((key, part) -> pending.push(part));
                case TypedValue typed -> pending.push(typed.wire());
                default -> {
                    // MessagePack has a form for it.
                }
            }
        }
        return true;
    }
}
