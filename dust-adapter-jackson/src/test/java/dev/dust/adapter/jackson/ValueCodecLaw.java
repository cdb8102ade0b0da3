package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for both formats. */
abstract class ValueCodecLaw {
    static final int SEEDS = 3_000;
    /** Less than any thread has by default. */
    private static final int SMALL_STACK = 128 * 1_024;

    final ValueCodec codec;

    ValueCodecLaw(ValueCodec codec) {
        this.codec = codec;
    }

    @Test
    void everyValue_survivesTheRoundTrip() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Value value = new RandomValues(seed).next();
            byte[] bytes = codec.encode(value);
            assertThat(codec.decode(bytes)).as("seed %d", seed).isEqualTo(value);
            assertThat(codec.size(value)).as("seed %d", seed).isEqualTo(bytes.length);

            var out = new ByteArrayOutputStream();
            codec.write(value, out);
            assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
            assertThat(codec.read(new ByteArrayInputStream(bytes))).as("seed %d", seed).isEqualTo(value);
        }
    }

    @Test
    void decode_readsOnlyThePartThatItIsGiven() {
        byte[] bytes = codec.encode(Value.from(List.of(1, "two")));
        byte[] around = new byte[bytes.length + 20];
        Arrays.fill(around, (byte) 0xC1);
        System.arraycopy(bytes, 0, around, 13, bytes.length);
        assertThat(codec.decode(around, 13, bytes.length)).isEqualTo(Value.from(List.of(1, "two")));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> codec.decode(around, 13, around.length));
    }

    @Test
    void integers_ofEverySizeSurvive() {
        for (int bits = 0; bits < 200; bits++) {
            BigInteger power = BigInteger.TWO.pow(bits);
            for (int around = -2; around <= 2; around++) {
                assertSurvives(Value.of(power.add(BigInteger.valueOf(around))));
                assertSurvives(Value.of(power.negate().add(BigInteger.valueOf(around))));
            }
        }
        assertSurvives(Value.of(BigInteger.TEN.pow(10_000).negate()));
    }

    @Test
    void integers_areRefusedBeyondTheLimit_inBothDirections() {
        Value largest = Value.of(BigInteger.TWO.pow(Limits.MAX_BITS).subtract(BigInteger.ONE));
        assertSurvives(largest);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode(Value.of(BigInteger.TWO.pow(Limits.MAX_BITS))))
                .withMessageContaining("bits");
        assertMalformed(integerBeyondTheLimit());
        assertMalformed(hugeInteger());
    }

    /** The smallest power of two that is too large, in this format. */
    abstract byte[] integerBeyondTheLimit();

    /** An integer of some millions of digits, in this format. */
    abstract byte[] hugeInteger();

    @Test
    void floats_stayFloats_bitForBit() {
        for (double d : new double[]{0.0, -0.0, 1.0, -1.0, 0.1, 1e22, 1e300, 9007199254740993.0, 0x1p63, 0x1p64,
                Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, -Double.MAX_VALUE, Math.PI}) {
            assertSurvives(Value.of(d));
        }
        var random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            double d = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(d)) {
                assertSurvives(Value.of(d));
            }
        }
        assertThat(codec.decode(codec.encode(Value.of(1.0)))).isNotEqualTo(Value.of(1));
        assertThat(codec.decode(codec.encode(Value.of(-0.0)))).isNotEqualTo(Value.of(0.0));
    }

    @Test
    void text_ofEveryCodePointSurvives_asValueAndAsKey() {
        var all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        assertSurvives(Value.of(all.toString()));
        assertSurvives(MapValue.of(Map.of(all.toString(), Value.of(1))));
        for (String odd : List.of("", "\0", "\"", "\\", "\u2028", "\uFFFD", "\uFFFF", "a\uFEFF", "\uFEFF", "😀", "\u007f")) {
            assertSurvives(Value.of(odd));
            assertSurvives(MapValue.of(Map.of(odd, Value.of(odd))));
        }
    }

    @Test
    void text_ofEveryLengthSurvives() {
        for (int length = 0; length < 300; length++) {
            assertSurvives(Value.from(List.of("x".repeat(length), "é".repeat(length), "😀".repeat(length))));
        }
        for (int length : new int[]{3_999, 4_000, 4_001, 8_191, 8_192, 65_535, 65_536, 1 << 20}) {
            assertSurvives(Value.from(List.of("x".repeat(length), "x" + "é".repeat(length), "x" + "😀".repeat(length))));
        }
    }

    @Test
    @Tag("slow")
    void largeText_survives() {
        assertSurvives(Value.from(List.of("x".repeat(65 << 20), "and more")));
    }

    @Test
    void largeListsAndMaps_survive() {
        assertSurvives(Value.from(LongStream.range(0, 100_000).boxed().toList()));
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < 100_000; i++) {
            fields.put("users/" + i, Value.of(i));
        }
        assertSurvives(MapValue.of(fields));
    }

    /** Keys that a weak hash function cannot tell apart. */
    @Test
    void keysOfRepeatedPatterns_survive() {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < 1 << 14; i++) {
            String bits = Integer.toBinaryString(i | 1 << 14);
            fields.put(bits.replace("0", "aaaa").replace("1", "bbbb"), Value.of(i));
            fields.put(bits.replace("0", "0001").replace("1", "1000"), Value.of(i));
        }
        assertSurvives(MapValue.of(fields));
    }

    @Test
    void orderOfKeys_isKept() {
        var fields = new LinkedHashMap<String, Value>();
        new Random(2).ints(500).forEach(i -> fields.put("k" + i, Value.of(i)));
        var decoded = (MapValue) codec.decode(codec.encode(MapValue.of(fields)));
        assertThat(decoded.fields().keySet()).containsExactlyElementsOf(fields.keySet());
    }

    @Test
    void typedValues_areRecognised_andKeepTheirText() {
        for (String text : List.of("1.0", "1.00", "+1e3", "-0", "00.5", "1E+400")) {
            assertTyped("decimal", text, Value.of(new BigDecimal(text)).getClass());
        }
        for (String text : List.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z", "2026-01-01T02:00:00+02:00")) {
            assertTyped("datetime", text, Value.of(Instant.EPOCH).getClass());
        }
        assertTyped("decimal", "no number", MapValue.class);
        assertTyped("money", "1.0", MapValue.class);
    }

    private void assertTyped(String type, String text, Class<?> kind) {
        Value value = Value.from(Map.of("_typed", text, "_type", type));
        assertThat(value).isInstanceOf(kind);
        assertThat(codec.decode(codec.encode(value))).isInstanceOf(kind).isEqualTo(value);
    }

    @Test
    void depth_isLimited_inBothDirections_andNeverOverflowsTheStack() throws InterruptedException {
        withSmallStack(() -> {
            for (Value deepest : List.of(lists(Limits.MAX_DEPTH), maps(Limits.MAX_DEPTH))) {
                byte[] bytes = codec.encode(deepest);
                assertThat(codec.encode(codec.decode(bytes))).isEqualTo(bytes);
            }
            for (Value tooDeep : List.of(lists(Limits.MAX_DEPTH + 1), maps(Limits.MAX_DEPTH + 1), lists(200_000),
                    maps(200_000))) {
                assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.encode(tooDeep))
                        .withMessageContaining("nested more than 1000 deep");
            }
            for (int depth : new int[]{Limits.MAX_DEPTH + 1, 1_000_000}) {
                assertThatThrownBy(() -> codec.decode(nestedLists(depth))).isInstanceOf(CodecException.class)
                        .hasMessageContaining("nested more than 1000 deep");
                assertThatThrownBy(() -> codec.decode(nestedMaps(depth))).isInstanceOf(CodecException.class)
                        .hasMessageContaining("nested more than 1000 deep");
            }
        });
    }

    /** So many lists in each other, in this format. */
    abstract byte[] nestedLists(int depth);

    /** So many maps in each other, in this format. */
    abstract byte[] nestedMaps(int depth);

    private static Value lists(int depth) {
        Value value = ListValue.EMPTY;
        for (int i = 1; i < depth; i++) {
            value = new ListValue(List.of(value));
        }
        return value;
    }

    private static Value maps(int depth) {
        Value value = MapValue.EMPTY;
        for (int i = 1; i < depth; i++) {
            value = MapValue.of(Map.of("k", value));
        }
        return value;
    }

    static void withSmallStack(Runnable test) throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(null, test, "small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void truncatedInput_isRefused() {
        for (long seed = 0; seed < 200; seed++) {
            byte[] bytes = codec.encode(Value.from(List.of(new RandomValues(seed).next(), "end")));
            for (int length = 0; length < bytes.length; length++) {
                byte[] truncated = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> codec.decode(truncated)).as("seed %d, %d bytes", seed, length)
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    @Test
    void whatFollowsTheValue_isRefused() {
        byte[] one = codec.encode(Value.from(List.of(1)));
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(two))
                .withMessageContaining("something follows the value");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.read(new ByteArrayInputStream(two)));
    }

    @Test
    void emptyInput_isRefused() {
        assertMalformed(new byte[0]);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.read(InputStream.nullInputStream()));
    }

    /** Damaged bytes are another value or a CodecException, and never anything else. */
    @Test
    void damagedInput_isRefused_orAnotherValue() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            byte[] bytes = codec.encode(new RandomValues(seed).next());
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Value read;
            try {
                read = codec.decode(bytes);
            } catch (CodecException expected) {
                continue;
            } catch (RuntimeException | StackOverflowError unexpected) {
                throw new AssertionError("seed " + seed, unexpected);
            }
            assertThat(codec.decode(codec.encode(read))).as("seed %d", seed).isEqualTo(read);
        }
    }

    @Test
    void write_neitherFlushesNorCloses() throws IOException {
        var out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                throw new AssertionError("flushed");
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        Value value = Value.from(List.of("x".repeat(100_000), 1));
        codec.write(value, out);
        assertThat(codec.decode(out.toByteArray())).isEqualTo(value);
    }

    @Test
    void read_doesNotClose_andTakesWhatComes() throws IOException {
        Value value = Value.from(List.of("é".repeat(10_000), "😀".repeat(10_000), 1));
        var in = new ByteArrayInputStream(codec.encode(value)) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 7));
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        assertThat(codec.read(in)).isEqualTo(value);
    }

    @Test
    void failuresOfStreams_reachTheCaller() {
        var broken = new IOException("broken");
        assertThatIOException().isThrownBy(() -> codec.read(new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        })).isSameAs(broken);
        assertThatIOException().isThrownBy(() -> codec.write(Value.of("x".repeat(100_000)), new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw broken;
            }
        })).isSameAs(broken);
    }

    @Test
    void manyThreads_mayUseItAtOnce() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Boolean>> all = LongStream.range(0, 200)
                    .mapToObj(seed -> CompletableFuture.supplyAsync(() -> {
                        Value value = new RandomValues(seed).next();
                        return codec.decode(codec.encode(value)).equals(value);
                    }, threads)).toList();
            assertThat(all).extracting(CompletableFuture::join).containsOnly(true);
        }
    }

    final void assertSurvives(Value value) {
        // No assertEquals: the message would be as large as the value.
        assertThat(codec.decode(codec.encode(value)).equals(value)).as("survives").isTrue();
    }

    final void assertMalformed(byte[] bytes) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(bytes));
    }
}
