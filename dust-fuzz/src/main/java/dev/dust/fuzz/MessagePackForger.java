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
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes values as MessagePack, with an oddity here and there: lengths that are lies, heads that are longer than they need be,
 * keys twice and of other types, extensions, binary data, bytes that are no text.
 */
final class MessagePackForger {
    private static final int[] LIES = {-1, 1, 2, 15, 16, 255, 65_535, 1 << 20, Integer.MAX_VALUE / 2, Integer.MAX_VALUE,
            Integer.MIN_VALUE};

    private final Random random;
    /** One of so many values is odd. */
    private final int rarity;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MessagePackForger(Random random, int rarity) {
        this.random = random;
        this.rarity = rarity;
    }

    static byte[] forge(Value value, Random random) {
        var forger = new MessagePackForger(random, 1 + TreeMutations.nodes(value));
        try {
            forger.write(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return forger.bytes.toByteArray();
    }

    private boolean isOdd() {
        return random.nextInt(rarity) == 0;
    }

    private void write(Value value) throws IOException {
        if (isOdd()) {
            out.write(Oddities.MESSAGE_PACK[random.nextInt(Oddities.MESSAGE_PACK.length)]);
            return;
        }
        switch (value) {
            case NullValue none -> out.write(0xc0);
            case BoolValue bool -> out.write(bool.value() ? 0xc3 : 0xc2);
            case TextValue(String text) -> text(text);
            case IntValue n when n.isLong() -> integer(n.longValue());
            case IntValue n -> extension(0x01, n.bigValue().toByteArray());
            case FloatValue(double d) -> real(d);
            case ListValue list -> {
                head(list.items().size(), 0x90, 15, -1, 0xdc, 0xdd);
                for (Value item : list.items()) {
                    write(item);
                }
            }
            case MapValue map -> map(map);
            case TypedValue typed -> map(typed.wire());
        }
    }

    private void map(MapValue map) throws IOException {
        boolean twice = !map.isEmpty() && isOdd();
        head(map.size() + (twice ? 1 : 0), 0x80, 15, -1, 0xde, 0xdf);
        for (var field : map.fields().entrySet()) {
            if (twice) {
                text(field.getKey());
                write(field.getValue());
                twice = false;
            }
            if (isOdd()) {
                write(field.getValue());
            } else {
                text(field.getKey());
            }
            write(field.getValue());
        }
    }

    /** The head of something of that length; {@code of8} is -1 where there is no head with a length of 8 bits. */
    private void head(int length, int fix, int mostFix, int of8, int of16, int of32) throws IOException {
        int told = isOdd() ? length + LIES[random.nextInt(LIES.length)] : length;
        int longer = isOdd() ? random.nextInt(3) : 0;
        if (told >= 0 && told <= mostFix && longer == 0) {
            out.write(fix | told);
        } else if (told >= 0 && told <= 0xff && of8 >= 0 && longer <= 1) {
            out.write(of8);
            out.write(told);
        } else if (told >= 0 && told <= 0xffff && longer <= 2) {
            out.write(of16);
            out.writeShort(told);
        } else {
            out.write(of32);
            out.writeInt(told);
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (isOdd()) {
            byte[] odd = Oddities.TEXTS[random.nextInt(Oddities.TEXTS.length)];
            utf8 = ByteMutations.replaced(utf8, random.nextInt(utf8.length + 1), 0, odd);
        }
        if (isOdd()) {
            head(utf8.length, 0xc4, -1, 0xc4, 0xc5, 0xc6);
        } else {
            head(utf8.length, 0xa0, 31, 0xd9, 0xda, 0xdb);
        }
        out.write(utf8);
    }

    private void integer(long n) throws IOException {
        if (isOdd()) {
            real((double) n);
        } else if (n >= -32 && n <= 127 && !isOdd()) {
            out.write((int) n);
        } else if (n > 0 && random.nextBoolean()) {
            out.write(0xcf);
            out.writeLong(n);
        } else {
            out.write(0xd3);
            out.writeLong(n);
        }
    }

    private void real(double d) throws IOException {
        if (isOdd()) {
            out.write(0xca);
            out.writeFloat((float) d);
        } else {
            out.write(0xcb);
            out.writeDouble(isOdd() ? Double.longBitsToDouble(random.nextLong()) : d);
        }
    }

    private void extension(int type, byte[] content) throws IOException {
        head(content.length, 0xc7, -1, 0xc7, 0xc8, 0xc9);
        out.write(isOdd() ? random.nextInt(256) : type);
        out.write(content);
    }
}
