package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.adapter.jackson.BrokenParts.Broken;
import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec.Decoded;
import dev.dust.codec.ValueCodec;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for both formats where a part of the input is no value. */
abstract class UnreadablePartsLaw extends ValueCodecLaw {

    UnreadablePartsLaw(ValueCodec codec) {
        super(codec);
    }

    /** A part that takes long to refuse is in so many of the seeds. */
    private static final int HUGE_EVERY = 25;

    /** Parts that are well-formed and yet no values, in this format. */
    abstract List<byte[]> brokenValues();

    /** The same, where it takes a number of many digits. */
    abstract List<byte[]> hugeBrokenValues();

    /** Keys that are well-formed and yet no keys of a value's, in this format. */
    abstract List<byte[]> brokenKeys();

    @Test
    void decodeReadable_ofWhatIsWhole_isDecode() {
        for (long seed = 0; seed < 500; seed++) {
            byte[] bytes = codec.encode(new RandomValues(seed).next());
            assertThat(codec.decodeReadable(bytes, 0, bytes.length)).as("seed %d", seed)
                    .isEqualTo(new Decoded(codec.decode(bytes), List.of()));
        }
    }

    @Test
    @Tag("slow")
    void decodeReadable_hasNullInThePlaceOfWhatIsNoValue_andNamesIt() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Broken broken = new BrokenParts(seed).part(new RandomValues(seed).next());
            List<byte[]> breaks = seed % HUGE_EVERY == 0 ? hugeBrokenValues() : brokenValues();
            assertGap(broken, breaks.get((int) (seed / HUGE_EVERY + seed) % breaks.size()), seed);
        }
    }

    /** Else a map would be taken for whole that lacks a part which nobody can name. */
    @Test
    void decodeReadable_givesUpTheMapOfAKeyThatIsNone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Broken broken = new BrokenParts(seed).key(new RandomValues(seed).next());
            List<byte[]> breaks = brokenKeys();
            assertGap(broken, breaks.get((int) (seed % breaks.size())), seed);
        }
    }

    private void assertGap(Broken broken, byte[] instead, long seed) {
        byte[] bytes = replaced(codec.encode(broken.marked()), codec.encode(Value.of(BrokenParts.MARK)), instead);
        assertMalformed(bytes);
        byte[] around = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, around, 13, bytes.length);
        Decoded decoded = codec.decodeReadable(around, 13, bytes.length);
        assertThat(decoded.unreadable()).as("seed %d", seed).containsExactly(broken.place());
        assertThat(decoded.value()).as("seed %d", seed).isEqualTo(broken.rest());
    }

    private static byte[] replaced(byte[] bytes, byte[] mark, byte[] by) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
            at++;
        }
        return bytes(Arrays.copyOf(bytes, at), by, Arrays.copyOfRange(bytes, at + mark.length, bytes.length));
    }

    static byte[] bytes(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void decodeReadable_namesEachGap_inOrder() {
        byte[] mark = codec.encode(Value.of(BrokenParts.MARK));
        byte[] bytes = codec.encode(Value.from(List.of(BrokenParts.MARK, 1, fields("b", BrokenParts.MARK, "a", 2),
                List.of(3, List.of(BrokenParts.MARK)), BrokenParts.MARK)));
        for (byte[] instead : brokenValues().subList(0, 4)) {
            bytes = replaced(bytes, mark, instead);
        }
        Decoded decoded = codec.decodeReadable(bytes, 0, bytes.length);
        assertThat(decoded.value()).isEqualTo(Value.from(
                Arrays.asList(null, 1, fields("b", null, "a", 2), List.of(3, Arrays.asList((Object) null)), null)));
        assertThat(decoded.unreadable()).containsExactly(List.of("0"), List.of("2", "b"), List.of("3", "1", "0"), List.of("4"));
    }

    private static Map<String, Object> fields(Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return fields;
    }

    /** Of equal keys the last one wins, and with it goes what the others could not tell. */
    @Test
    void decodeReadable_forgetsWhatIsOverwritten() {
        byte[] mark = codec.encode(Value.of(BrokenParts.MARK));
        byte[] twice = equalKeys(Value.from(List.of(BrokenParts.MARK)), Value.of(1));
        byte[] bytes = replaced(twice, mark, brokenValues().getFirst());
        assertThat(codec.decodeReadable(bytes, 0, bytes.length))
                .isEqualTo(new Decoded(Value.from(Map.of("key", 1)), List.of()));
        byte[] other = replaced(equalKeys(Value.of(1), Value.of(BrokenParts.MARK)), mark, brokenValues().getFirst());
        assertThat(codec.decodeReadable(other, 0, other.length).unreadable()).containsExactly(List.of("key"));
    }

    /** A map with two fields of the key "key", in this format. */
    abstract byte[] equalKeys(Value one, Value other);

    @Test
    void decodeReadable_leavesOutWhatIsTooDeep() throws InterruptedException {
        withSmallStack(() -> {
            for (int depth : new int[]{Limits.MAX_DEPTH + 1, 100_000}) {
                for (byte[] deep : List.of(nestedLists(depth), nestedMaps(depth))) {
                    byte[] bytes = replaced(codec.encode(Value.from(List.of("before", BrokenParts.MARK, "after"))),
                            codec.encode(Value.of(BrokenParts.MARK)), deep);
                    Decoded decoded = codec.decodeReadable(bytes, 0, bytes.length);
                    assertThat(decoded.unreadable()).singleElement()
                            .satisfies(place -> assertThat(place).hasSize(Limits.MAX_DEPTH).startsWith("1"));
                    var items = ((ListValue) decoded.value()).items();
                    assertThat(items.getFirst()).isEqualTo(Value.of("before"));
                    assertThat(items.getLast()).isEqualTo(Value.of("after"));
                    assertThat(codec.encode(decoded.value())).isNotEmpty();
                }
            }
        });
    }

    @Test
    @Tag("slow")
    void decodeReadable_refusesWhatIsNotOneValue() {
        for (long seed = 0; seed < 200; seed++) {
            byte[] bytes = codec.encode(Value.from(List.of(new RandomValues(seed).next(), BrokenParts.MARK, "end")));
            byte[] broken = replaced(bytes, codec.encode(Value.of(BrokenParts.MARK)), brokenValues().getFirst());
            assertUnreadable(bytes(broken, broken));
            for (int length = 0; length < broken.length; length++) {
                assertUnreadable(Arrays.copyOf(broken, length));
            }
        }
    }

    private void assertUnreadable(byte[] bytes) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decodeReadable(bytes, 0, bytes.length));
    }

    /** Deep places cost as much as they are deep, each: a small frame must not become gigabytes. */
    @Test
    @Tag("slow")
    void decodeReadable_namesNoMorePlacesThanThereIsRoomFor() {
        Value deep = Value.from(List.of(BrokenParts.MARK));
        for (int i = 0; i < 900; i++) {
            deep = new ListValue(List.of(deep));
        }
        byte[] bad = brokenValues().getFirst();
        var many = Value.from(Collections.nCopies(100_000, BrokenParts.MARK));
        byte[] mark = codec.encode(Value.of(BrokenParts.MARK));
        byte[] list = replacedAll(codec.encode(many), mark, bad);
        byte[] bytes = replaced(codec.encode(deep), mark, list);
        assertUnreadable(bytes);
        assertThat(codec.decodeReadable(list, 0, list.length).unreadable()).hasSize(100_000);
    }

    private static byte[] replacedAll(byte[] bytes, byte[] mark, byte[] by) {
        var all = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length;) {
            boolean marked = at + mark.length <= bytes.length
                    && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
            all.write(marked ? by : bytes, marked ? 0 : at, marked ? by.length : 1);
            at += marked ? mark.length : 1;
        }
        return all.toByteArray();
    }

    /** Damaged bytes are another value, one with gaps, or a CodecException, and never anything else. */
    @Test
    void decodeReadable_ofDamagedInput_hasGaps_orIsRefused() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            byte[] bytes = codec.encode(new RandomValues(seed).next());
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Value read = codec.decodeReadable(bytes, 0, bytes.length).value();
                assertThat(codec.decode(codec.encode(read))).as("seed %d", seed).isEqualTo(read);
            } catch (CodecException expected) {
                assertMalformed(bytes);
            } catch (RuntimeException | StackOverflowError unexpected) {
                throw new AssertionError("seed " + seed, unexpected);
            }
        }
    }
}
