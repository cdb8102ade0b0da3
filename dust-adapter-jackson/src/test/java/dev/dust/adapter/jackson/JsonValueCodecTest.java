package dev.dust.adapter.jackson;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.codec.CodecException;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueCodecTest extends UnreadablePartsLaw {

    JsonValueCodecTest() {
        super(new JacksonCodecs().json());
    }

    @Override
    byte[] integerBeyondTheLimit() {
        return BigInteger.TWO.pow(Limits.MAX_BITS).toString().getBytes(UTF_8);
    }

    @Override
    byte[] hugeInteger() {
        return "9".repeat(5_000_000).getBytes(UTF_8);
    }

    @Override
    byte[] nestedLists(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
    }

    @Override
    byte[] nestedMaps(int depth) {
        return ("{\"k\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1)).getBytes(UTF_8);
    }

    @Override
    byte[] equalKeys(Value one, Value other) {
        return ("{\"key\":" + json(one) + ",\"key\":" + json(other) + "}").getBytes(UTF_8);
    }

    @Override
    List<byte[]> brokenValues() {
        return utf8("\"a\\ud800b\"", "\"\\udc00\"", "1e309", "-1e999999999");
    }

    @Override
    List<byte[]> hugeBrokenValues() {
        return utf8("9".repeat(100_001), "-" + "8".repeat(100_000), "0." + "1".repeat(100_001) + "e1");
    }

    private static List<byte[]> utf8(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    @Override
    List<byte[]> brokenKeys() {
        return utf8("\"\\ud800\"", "\"a\\udc00\\ud800\"");
    }

    /** What is just within the limit is no gap beside one that is. */
    @Test
    void decodeReadable_knowsTheSameLimitsAsDecode() {
        String most = "[\"\\ud800\",-1" + "0".repeat(99_999) + ",0." + "1".repeat(99_998) + "]";
        var decoded = codec.decodeReadable(most.getBytes(UTF_8), 0, most.length());
        assertThat(decoded.unreadable()).containsExactly(List.of("0"));
        assertThat(((ListValue) decoded.value()).items().get(1)).isEqualTo(Value.of(BigInteger.TEN.pow(99_999).negate()));
    }

    @Test
    void output_isCompactUtf8() {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("a", Value.from(Arrays.asList(1, -2.5, null, true, "é😀/\"\\\n\0")));
        fields.put("b", MapValue.EMPTY);
        assertThat(json(MapValue.of(fields))).isEqualTo("{\"a\":[1,-2.5,null,true,\"é😀/\\\"\\\\\\n\\u0000\"],\"b\":{}}");
        assertThat(json(MapValue.of(Map.of("é😀", Value.of(1))))).isEqualTo("{\"é😀\":1}");
    }

    @Test
    void numbers_areWrittenAsWhatTheyAre() {
        assertThat(json(Value.of(1))).isEqualTo("1");
        assertThat(json(Value.of(1.0))).isEqualTo("1.0");
        assertThat(json(Value.of(-0.0))).isEqualTo("-0.0");
        assertThat(json(Value.of(1e100))).isEqualTo("1.0E100");
        assertThat(json(Value.of(BigInteger.TEN.pow(30)))).isEqualTo("1" + "0".repeat(30));
    }

    @Test
    void typedValues_areWrittenAsTheirWireForm() {
        assertThat(json(Value.of(new BigDecimal("29.99")))).isEqualTo("{\"_typed\":\"29.99\",\"_type\":\"decimal\"}");
        assertThat(json(Value.of(Instant.parse("2026-01-01T00:00:00Z"))))
                .isEqualTo("{\"_typed\":\"2026-01-01T00:00:00Z\",\"_type\":\"datetime\"}");
        assertThat(json(FileRef.of("sha256:00", 5, "text/plain", "a.txt", "2026-01-01T00:00:00Z")))
                .isEqualTo("{\"_type\":\"file\",\"hash\":\"sha256:00\",\"size\":5,\"content_type\":\"text/plain\","
                        + "\"filename\":\"a.txt\",\"uploaded_at\":\"2026-01-01T00:00:00Z\"}");
        assertThat(json(LeaseValue.of("me", 7, 1_767_225_600_000L)))
                .isEqualTo("{\"_type\":\"lease\",\"holder\":\"me\",\"token\":7,\"expires_at\":1767225600000}");
    }

    @Test
    void frame_isReadAsItStandsInTheProtocol() {
        Value frame = read("""
                ["1", null, "store:james/blog", "event",
                 {"store_seq": 42, "op": "set", "path": "posts/hello", "path_segments": ["posts", "hello"],
                  "value": {"price": {"_typed": "29.99", "_type": "decimal"}, "rank": 1.0}}]
                """);
        var payload = new LinkedHashMap<String, Object>();
        payload.put("store_seq", 42);
        payload.put("op", "set");
        payload.put("path", "posts/hello");
        payload.put("path_segments", List.of("posts", "hello"));
        payload.put("value", Map.of("price", new BigDecimal("29.99"), "rank", 1.0));
        assertThat(frame).isEqualTo(Value.from(Arrays.asList("1", null, "store:james/blog", "event", payload)));
    }

    /** docs/protocol.md#leniency: a whole float where an integer is meant is that integer. */
    @Test
    void wholeFloats_inTypedValues_areIntegers() {
        assertThat(read("{\"_type\":\"lease\",\"holder\":\"me\",\"token\":7.0,\"expires_at\":1.7672256E12}"))
                .isEqualTo(LeaseValue.of("me", 7, 1_767_225_600_000L));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0, 0", "-12, -12", "9223372036854775807, 9223372036854775807",
            "9223372036854775808, 9223372036854775808", "-9223372036854775809, -9223372036854775809"})
    void numbersWithoutFractionOrExponent_areIntegers(String json, BigInteger integer) {
        assertThat(read(json)).isEqualTo(Value.of(integer));
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "-0.0, -0.0", "1e2, 100", "1E-2, 0.01", "12e0, 12", "1e-400, 0",
            "1.7976931348623157e308, 1.7976931348623157e308",
            "0.1000000000000000055511151231257827, 0.1"})
    void numbersWithFractionOrExponent_areFloats(String json, double d) {
        assertThat(read(json)).isEqualTo(Value.of(d));
    }

    @Test
    void escapes_areRead() {
        assertThat(read("\"\\u0000\\uD83D\\uDE00\\/\\b\\f\\n\\r\\t\\\"\\\\\"")).isEqualTo(Value.of("\0😀/\b\f\n\r\t\"\\"));
    }

    @Test
    void lastOfEqualKeys_wins() {
        assertThat(read("{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo(Value.from(Map.of("a", 3, "b", 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1e999999999", "NaN", "Infinity", "-Infinity", "+1", "01", "-", "1.", ".5", "1e",
            "0x10",
            "'a'", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800x\"", "\"\\uDE00\\uD83D\"",
            "{\"\\uD800\":1}", "{a:1}", "{\"a\" 1}", "{\"a\":1,}", "{\"a\"}", "{1:1}", "[1,]", "[,1]", "[1 2]", "[1}", "]",
            "tru", "True",
            "nul", "1 2", "1,", "1x", "[]]", "{}}", "//\n1", "/**/1", "#\n1", " ", "\uFEFF1", "\0"})
    void whatIsNoJson_isRefused(String text) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(text))
                .withMessageMatching("(?s)not JSON at character \\d+: .+");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.read(new ByteArrayInputStream(text.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "C0 80", "C1 BF", "E0 80 80", "E0 9F BF", "ED A0 80", "ED A0 BD ED B8 80", "F0 80 80 80",
            "F0 8F BF BF",
            "F4 90 80 80", "F7 BF BF BF", "F8 88 80 80 80", "FF", "C3", "E2 82", "F0 9F 98", "C3 41"})
    void malformedUtf8_isRefused(String hex) {
        byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
        for (String around : List.of("\"ab_\"", "{\"ab_\":1}", "[\"" + "x".repeat(5_000) + "_\"]")) {
            String[] parts = around.split("_");
            byte[] bytes = Arrays.copyOf(parts[0].getBytes(UTF_8), around.length() - 1 + wrong.length);
            System.arraycopy(wrong, 0, bytes, parts[0].length(), wrong.length);
            System.arraycopy(parts[1].getBytes(UTF_8), 0, bytes, parts[0].length() + wrong.length, parts[1].length());
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(bytes))
                    .withMessageContaining("UTF-8");
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.read(new ByteArrayInputStream(bytes)))
                    .withMessageContaining("UTF-8");
        }
    }

    @Test
    void otherEncodings_areRefused() {
        assertMalformed("[1]".getBytes(UTF_16LE));
        assertMalformed("[1]".getBytes(UTF_16));
    }

    @Test
    void errors_sayWhere() {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read("[1, 2, x]"))
                .withMessageStartingWith("not JSON at character 8: Unrecognized token");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read("[1, 2"))
                .withMessage("not JSON at character 5: the input ends in the middle of a value");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(" "))
                .withMessage("not JSON at character 1: there is no value");
    }

    private String json(Value value) {
        return new String(codec.encode(value), UTF_8);
    }

    private Value read(String json) {
        return codec.decode(json.getBytes(UTF_8));
    }
}
