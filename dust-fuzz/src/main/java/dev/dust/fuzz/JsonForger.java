package dev.dust.fuzz;

import dev.dust.value.BoolValue;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes values as JSON, with an oddity here and there: keys twice, escapes, numbers in other forms, bytes that are no text.
 */
final class JsonForger {
    private final Random random;
    /** One of so many values is odd. */
    private final int rarity;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private JsonForger(Random random, int rarity) {
        this.random = random;
        this.rarity = rarity;
    }

    static byte[] forge(Value value, Random random) {
        var forger = new JsonForger(random, 1 + TreeMutations.nodes(value));
        forger.write(value);
        return forger.out.toByteArray();
    }

    private boolean isOdd() {
        return random.nextInt(rarity) == 0;
    }

    private void put(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(Value value) {
        if (isOdd()) {
            put(random.nextBoolean() ? " \t\r\n" : "");
        }
        switch (value) {
            case NullValue none -> put("null");
            case BoolValue bool -> put(bool.toString());
            case TextValue(String text) -> text(text);
            case IntValue n -> put(isOdd() ? oddNumber() : n.toString());
            case FloatValue(double d) -> put(isOdd() ? oddNumber() : Double.toString(d));
            case ListValue list -> list(list);
            case MapValue map -> map(map);
            case TypedValue typed -> map(typed.wire());
        }
    }

    private String oddNumber() {
        return Oddities.NUMBERS[random.nextInt(Oddities.NUMBERS.length)];
    }

    private void list(ListValue list) {
        put("[");
        String comma = "";
        for (Value item : list.items()) {
            put(comma);
            write(item);
            comma = ",";
        }
        put(isOdd() ? ",]" : "]");
    }

    private void map(MapValue map) {
        put("{");
        String comma = "";
        for (var field : map.fields().entrySet()) {
            for (int times = isOdd() ? 2 : 1; times > 0; times--) {
                put(comma);
                text(field.getKey());
                put(":");
                write(field.getValue());
                comma = ",";
            }
        }
        put("}");
    }

    private void text(String text) {
        put("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                put(String.format("\\u%04x", (int) c));
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                put(text.substring(i, i + 2));
                i++;
            } else {
                put(String.valueOf(c));
            }
        }
        if (isOdd()) {
            odd();
        }
        put("\"");
    }

    private void odd() {
        switch (random.nextInt(4)) {
            case 0 -> put("\\ud83d");
            case 1 -> put("\\ude00x");
            case 2 -> put("\\ud83d\\ude00\\u0000\\/");
            default -> out.writeBytes(Oddities.TEXTS[random.nextInt(Oddities.TEXTS.length)]);
        }
    }
}
