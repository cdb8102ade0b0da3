package dev.dust.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/** What parsers stumble over. */
final class Oddities {
    /** Numbers at the edges of their kinds. */
    static final String[] NUMBERS = {"0", "-0", "1", "-1", "127", "128", "255", "256", "65535", "65536", "2147483647",
            "2147483648",
            "-2147483649", "4294967295", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "0.0", "-0.0",
            "1.0",
            "1e0", "1E+2", "1e-400", "1e308", "1e309", "-1e999999999", "1e2147483648", "0.1e-9999999999", "5e-324", "01", "1.",
            ".5", "+1", "0x10", "NaN", "Infinity", "1_000", "9".repeat(400), "1." + "3".repeat(400)};

    /**
     * Bytes that are no UTF-8, or look as if they were: overlong forms, surrogates, beyond Unicode, cut off; and some that are.
     */
    static final byte[][] TEXTS = hex("c0 80", "c1 bf", "e0 80 80", "ed a0 80", "ed bf bf", "ed a0 80 ed b0 80", "f4 90 80 80",
            "f8 88 80 80 80", "80", "bf", "c3", "e2 82", "f0 9f 98", "fe", "ff", "ef bb bf", "ef bf bd", "ef bf bf",
            "f0 9f 98 80", "00",
            "7f", "e2 80 a8", "cc 81");

    static final byte[][] JSON = Stream.concat(
            Stream.of("{", "}", "[", "]", "[[", "{\"a\":", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\\ud800\\udc00",
                    "\\u0000", "null", "true", "false", "\"_type\":", "\"_typed\":", "\"lease\"", "\"file\"", "\"decimal\"",
                    "\"datetime\"", "\"\":", "\"value\":", "\"path\":", "\"op\":", "\"store_seq\":", "~", "~0", "/", "*", "**",
                    " ",
                    "\n", "\r\n", "/**/", "//", "#", "'", "1e999").map(text -> text.getBytes(StandardCharsets.UTF_8)),
            Stream.of(TEXTS)).toArray(byte[][]::new);

    /** Heads with and without what they announce. */
    static final byte[][] MESSAGE_PACK = Stream.concat(
            Stream.of(hex("c0", "c1", "c2", "c3", "80", "81", "8f", "90", "91", "9f", "a0", "a1 61", "bf", "c4 00", "c4 ff",
                    "c5 ff ff",
                    "c6 7f ff ff ff", "c6 ff ff ff ff", "c7 00 01", "c7 0c ff", "c7 08 ff", "c8 ff ff 05", "c9 7f ff ff ff ff",
                    "c9 ff ff ff ff 01", "ca 7f c0 00 00", "ca 7f 80 00 00", "cb 7f f8 00 00 00 00 00 00",
                    "cb ff f0 00 00 00 00 00 00", "cb 80 00 00 00 00 00 00 00", "cc ff", "cd ff ff", "ce ff ff ff ff",
                    "cf ff ff ff ff ff ff ff ff", "cf 7f ff ff ff ff ff ff ff", "d0 80", "d1 80 00", "d2 80 00 00 00",
                    "d3 80 00 00 00 00 00 00 00", "d3 7f ff ff ff ff ff ff ff", "d4 00 00", "d4 ff 00", "d5 01 00 00",
                    "d6 ff ff ff ff ff", "d7 ff ff ff ff ff ff ff ff ff", "d8 ff", "d9 00", "d9 ff", "da ff ff",
                    "db 7f ff ff ff",
                    "db ff ff ff ff", "dc ff ff", "dd 00 00 00 01", "dd 7f ff ff ff", "dd ff ff ff ff", "de ff ff",
                    "df 00 00 00 01",
                    "df 3f ff ff ff", "df 7f ff ff ff", "df ff ff ff ff", "e0", "a5 5f 74 79 70 65")),
            Stream.of(TEXTS)).toArray(byte[][]::new);

    private Oddities() {
    }

    private static byte[][] hex(String... texts) {
        var format = HexFormat.ofDelimiter(" ");
        return Stream.of(texts).map(format::parseHex).toArray(byte[][]::new);
    }
}
