package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.dust.codec.CodecException;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.buffer.MessageBuffer;

class MessagePackValueCodecTest extends UnreadablePartsLaw {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    MessagePackValueCodecTest() {
        super(new JacksonCodecs().messagePack());
    }

    @Override
    byte[] integerBeyondTheLimit() {
        return extension(BigInteger.TWO.pow(Limits.MAX_BITS).toByteArray());
    }

    @Override
    byte[] hugeInteger() {
        byte[] payload = new byte[5_000_000];
        payload[0] = 1;
        return extension(payload);
    }

    private static byte[] extension(byte[] payload) {
        return ByteBuffer.allocate(6 + payload.length).put((byte) 0xC9).putInt(payload.length).put((byte) 1).put(payload)
                .array();
    }

    @Override
    byte[] nestedLists(int depth) {
        byte[] bytes = new byte[depth];
        Arrays.fill(bytes, (byte) 0x91);
        bytes[depth - 1] = (byte) 0x90;
        return bytes;
    }

    @Override
    byte[] nestedMaps(int depth) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 1; i < depth; i++) {
            bytes.writeBytes(new byte[]{(byte) 0x81, (byte) 0xA1, 'k'});
        }
        bytes.write(0x80);
        return bytes.toByteArray();
    }

    @Override
    byte[] equalKeys(Value one, Value other) {
        byte[] key = codec.encode(Value.of("key"));
        return bytes(new byte[]{(byte) 0x82}, key, codec.encode(one), key, codec.encode(other));
    }

    @Override
    List<byte[]> brokenValues() {
        return Stream.of("C7 03 05 01 02 03", "D4 FE 00", "C4 02 00 01", "C5 00 01 00", "A2 C3 41",
                "CB 7F F8 00 00 00 00 00 00",
                "CA FF 80 00 00", "C7 00 01", "C7 0C FF FF FF FF FF 00 00 00 00 00 00 00 00",
                "C7 0C FF 00 00 00 00 7F FF FF FF FF FF FF FF", "D7 FF FF FF FF FC 00 00 00 00", "D5 FF 00 00")
                .map(HEX::parseHex).toList();
    }

    @Override
    List<byte[]> hugeBrokenValues() {
        return List.of(integerBeyondTheLimit());
    }

    @Override
    List<byte[]> brokenKeys() {
        return Stream.of("A1 FF", "C0", "C3", "CB 3F F0 00 00 00 00 00 00", "92 01 81 A1 61 02", "81 A1 61 90", "C4 01 00",
                "D4 05 00",
                "D6 FF 00 00 00 00", "D4 00 00").map(HEX::parseHex).toList();
    }

    /** By the MessagePack specification. */
    static Stream<Arguments> exactForms() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("compact", true);
        fields.put("schema", 0);
        return Stream.of(
                Arguments.of(Value.NULL, "C0"),
                Arguments.of(Value.of(false), "C2"),
                Arguments.of(Value.of(true), "C3"),
                Arguments.of(Value.of(0), "00"),
                Arguments.of(Value.of(127), "7F"),
                Arguments.of(Value.of(128), "CC 80"),
                Arguments.of(Value.of(255), "CC FF"),
                Arguments.of(Value.of(256), "CD 01 00"),
                Arguments.of(Value.of(65_536), "CE 00 01 00 00"),
                Arguments.of(Value.of(1L << 32), "CF 00 00 00 01 00 00 00 00"),
                Arguments.of(Value.of(Long.MAX_VALUE), "CF 7F FF FF FF FF FF FF FF"),
                Arguments.of(Value.of(BigInteger.TWO.pow(64).subtract(BigInteger.ONE)), "CF FF FF FF FF FF FF FF FF"),
                Arguments.of(Value.of(-1), "FF"),
                Arguments.of(Value.of(-32), "E0"),
                Arguments.of(Value.of(-33), "D0 DF"),
                Arguments.of(Value.of(-129), "D1 FF 7F"),
                Arguments.of(Value.of(-32_769), "D2 FF FF 7F FF"),
                Arguments.of(Value.of(Long.MIN_VALUE), "D3 80 00 00 00 00 00 00 00"),
                Arguments.of(Value.of(BigInteger.TWO.pow(64)), "C7 09 01 01 00 00 00 00 00 00 00 00"),
                Arguments.of(Value.of(BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE)),
                        "C7 09 01 FF 7F FF FF FF FF FF FF FF"),
                Arguments.of(Value.of(BigInteger.TWO.pow(120)), "D8 01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"),
                Arguments.of(Value.of(1.0), "CB 3F F0 00 00 00 00 00 00"),
                Arguments.of(Value.of(-0.0), "CB 80 00 00 00 00 00 00 00"),
                Arguments.of(Value.of(""), "A0"),
                Arguments.of(Value.of("é😀"), "A6 C3 A9 F0 9F 98 80"),
                Arguments.of(Value.of("x".repeat(32)), "D9 20" + " 78".repeat(32)),
                Arguments.of(Value.of("x".repeat(256)), "DA 01 00" + " 78".repeat(256)),
                Arguments.of(Value.of("x".repeat(65_536)), "DB 00 01 00 00" + " 78".repeat(65_536)),
                Arguments.of(Value.from(List.of(1, List.of())), "92 01 90"),
                Arguments.of(Value.from(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
                        "DC 00 10" + " 00".repeat(16)),
                Arguments.of(Value.from(fields), "82 A7 63 6F 6D 70 61 63 74 C3 A6 73 63 68 65 6D 61 00"),
                Arguments.of(Value.of(new BigDecimal("1.0")),
                        "82 A6 5F 74 79 70 65 64 A3 31 2E 30 A5 5F 74 79 70 65 A7 64 65 63 69 6D 61 6C"));
    }

    @ParameterizedTest
    @MethodSource("exactForms")
    void values_haveTheirExactForm(Value value, String hex) {
        assertThat(HEX.formatHex(codec.encode(value))).isEqualTo(hex);
        assertThat(read(hex)).isEqualTo(value);
    }

    /** Forms that Dust does not write, and other clients do. */
    static Stream<Arguments> foreignForms() {
        return Stream.of(
                Arguments.of("D3 00 00 00 00 00 00 00 05", Value.of(5)),
                Arguments.of("CE 00 00 00 05", Value.of(5)),
                Arguments.of("CA 3F C0 00 00", Value.of(1.5)),
                Arguments.of("CA 3D CC CC CD", Value.of((double) 0.1f)),
                Arguments.of("D9 01 61", Value.of("a")),
                Arguments.of("DB 00 00 00 01 61", Value.of("a")),
                Arguments.of("DD 00 00 00 01 C0", Value.from(Arrays.asList((Object) null))),
                Arguments.of("DF 00 00 00 01 A1 61 01", Value.from(Map.of("a", 1))),
                Arguments.of("82 A1 61 01 A1 61 02", Value.from(Map.of("a", 2))),
                Arguments.of("83 05 01 FF 02 CF FF FF FF FF FF FF FF FF 03",
                        Value.from(Map.of("5", 1, "-1", 2, "18446744073709551615", 3))),
                Arguments.of("D4 00 00", Value.NULL),
                Arguments.of("C7 00 00", Value.NULL),
                Arguments.of("C7 03 00 01 02 03", Value.NULL),
                Arguments.of("92 D4 00 00 05", Value.from(Arrays.asList(null, 5))),
                Arguments.of("D6 FF 69 CB B7 40", Value.of(Instant.parse("2026-03-31T12:00:00Z"))),
                Arguments.of("D6 FF FF FF FF FF", Value.of(Instant.ofEpochSecond(0xFFFFFFFFL))),
                Arguments.of("D7 FF 1D 6F 34 54 69 CB B7 40", Value.of(Instant.parse("2026-03-31T12:00:00.123456789Z"))),
                Arguments.of("D7 FF EE 6B 27 FF FF FF FF FF", Value.of(Instant.ofEpochSecond((1L << 34) - 1, 999_999_999))),
                Arguments.of("C7 0C FF 00 00 00 01 FF FF FF FF FF FF FF FF", Value.of(Instant.ofEpochSecond(-1, 1))),
                Arguments.of("81 A1 61 D6 FF 00 00 00 00", Value.from(Map.of("a", Instant.EPOCH))),
                Arguments.of("D4 01 05", Value.of(5)),
                Arguments.of("D5 01 FF FF", Value.of(-1)));
    }

    @ParameterizedTest
    @MethodSource("foreignForms")
    void foreignForms_areRead(String hex, Value value) {
        assertThat(read(hex)).isEqualTo(value);
    }

    /** docs/protocol.md#leniency: large integers may come as float64. */
    @Test
    void wholeFloats_inTypedValues_areIntegers() {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("_type", Value.of("lease"));
        fields.put("holder", Value.of("me"));
        fields.put("token", Value.of(7));
        fields.put("expires_at", Value.of(1_767_225_600_000.0));
        byte[] foreign = codec.encode(MapValue.envelope(fields));
        assertThat(codec.decode(foreign)).isEqualTo(LeaseValue.of("me", 7, 1_767_225_600_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1", "91 C1", "81 C0 01", "81 CB 3F F0 00 00 00 00 00 00 01", "81 90 01", "81 C2 01", "01 01",
            "CB 7F F8 00 00 00 00 00 00", "CB 7F F0 00 00 00 00 00 00", "CA FF 80 00 00", "C7 00 01", "C7 00 02",
            "D5 FF 00 00", "C7 00 FF", "81 D6 FF 00 00 00 00 01", "D7 FF FF FF FF FC 00 00 00 00",
            "C7 0C FF 3B 9A CA 00 00 00 00 00 00 00 00 00", "C7 0C FF 00 00 00 00 7F FF FF FF FF FF FF FF"})
    void whatIsNoValue_isRefused(String hex) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(hex))
                .withMessageMatching("not MessagePack at byte \\d+: .+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C4 01 00", "C5 00 01 00", "91 C6 00 00 00 01 00"})
    void binaryData_isRefused_andNamed(String hex) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(hex)).withMessageContaining("binary data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "C0 80", "E0 80 80", "ED A0 80", "ED A0 BD ED B8 80", "F4 90 80 80", "FF", "C3", "E2 82",
            "EF BF BD FF"})
    void malformedUtf8_isRefused(String hex) {
        String text = HEX.formatHex(new byte[]{(byte) (0xA0 + HEX.parseHex(hex).length)}) + " " + hex;
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(text)).withMessageContaining("UTF-8");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read("81 " + text + " 01"))
                .withMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DD 7F FF FF FF", "DD FF FF FF FF", "DF 7F FF FF FF", "DF FF FF FF FF", "DB 7F FF FF FF",
            "DB FF FF FF FF",
            "DB 7F FF FF FF 61", "C9 7F FF FF FF 01", "C9 7F FF FF FF 00 00", "C9 FF FF FF FF 01 00", "C6 7F FF FF FF",
            "81 DB 7F FF FF FF", "DC FF FF 01"})
    void declaredLengths_areNotBelieved(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        assertMalformed(bytes);
        assertThat(allocatedBy(() -> assertMalformed(bytes))).isLessThan(1 << 20);
    }

    /** Each list says that it fills the rest of the input; there are as many of them as may stand in each other. */
    @Test
    void declaredLengths_areNotBelieved_inTheDeep() {
        byte[] bytes = new byte[16 << 20];
        ByteBuffer lists = ByteBuffer.wrap(bytes);
        for (int i = 0; i < Limits.MAX_DEPTH; i++) {
            lists.put((byte) 0xDD).putInt(bytes.length - lists.position() - Integer.BYTES);
        }
        bytes[lists.position()] = (byte) 0xC1;
        assertThat(allocatedBy(() -> assertMalformed(bytes))).isLessThan(32 << 20);
    }

    private static long allocatedBy(Runnable action) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void errors_sayWhere() {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read("92 A1 61 A3 62"))
                .withMessage("not MessagePack at byte 4: at least 3 more bytes are declared, and there are 1");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read("92 01 CD 01"))
                .withMessage("not MessagePack at byte 3: the input ends in the middle of a value");
    }

    @Test
    void bothFormats_readWhatTheOtherWrote() {
        var json = new JacksonCodecs().json();
        for (long seed = 0; seed < 500; seed++) {
            Value value = new RandomValues(seed).next();
            assertThat(json.decode(json.encode(codec.decode(codec.encode(value))))).as("seed %d", seed).isEqualTo(value);
        }
    }

    /** The library would print warnings on newer JDKs otherwise; the application's properties are its own. */
    @Test
    void buffersAreWithoutUnsafe_andTheApplicationsPropertiesStayAsTheyWere() {
        codec.encode(Value.of(1));
        assertThat(MessageBuffer.allocate(8).getClass().getSimpleName()).isEqualTo("MessageBufferU");
        assertThat(System.getProperty("msgpack.universal-buffer")).isNull();
    }

    private Value read(String hex) {
        return codec.decode(HEX.parseHex(hex));
    }
}
