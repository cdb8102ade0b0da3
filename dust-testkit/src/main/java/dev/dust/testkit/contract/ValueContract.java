package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.removeBelow;
import static dev.dust.testkit.contract.ContractStore.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law 5: every value comes back equal, with its type, whatever characters it and its key hold. */
public interface ValueContract extends CacheUnderTest {

    /** Integers of any size, and floats, and neither for the other. */
    @Test
    @SuppressWarnings("FloatingPointLiteralPrecision") // 1e23 is there because its digits are not what a double holds.
    default void numbers_keepKindAndSize() {
        BigInteger beyondLong = BigInteger.ONE.shiftLeft(64);
        assertComeBack(this, Stream.of(0L, 1L, -1L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE).map(Value::of));
        assertComeBack(this, Stream.of(beyondLong, beyondLong.negate(), BigInteger.TEN.pow(400), BigInteger.TEN.pow(90_000))
                .map(Value::of));
        assertComeBack(this, Stream.of(0.0, -0.0, 1.0, -1.0, 0.1, 1e15, 1e16, 1e22, 0x1p53, 0x1p63, 0x1p64, 1.5e300,
                Double.MAX_VALUE, Double.MIN_VALUE, Double.MIN_NORMAL, Math.PI, 5e-324, 1e23).map(Value::of));
    }

    /** Every scalar, and lists of them. */
    @Test
    default void scalarsAndLists_comeBackEqual() {
        assertComeBack(this, Stream.of(null, true, false, "", "null", "1", List.of(), List.of(List.of(), List.of(1, 1.0)),
                Arrays.asList(null, "x", true), List.of(Map.of("b", 1, "a", List.of(1.0)), Map.of())).map(Value::from));
        Value deep = Value.of("bottom");
        for (int i = 0; i < 200; i++) {
            deep = Value.from(List.of(deep));
        }
        assertComeBack(this, Stream.of(deep));
    }

    /** Typed values, with the text they were written in, the fields a later protocol adds, and kinds that nobody knows yet. */
    @Test
    default void typedValues_comeBackEqual() {
        assertComeBack(this, Stream.of("29.99", "1.0", "1.00", "1E+3", "1e400", "-0.000", "1E+200000", "9".repeat(140_000))
                .map(text -> typed(text, Types.DECIMAL)));
        assertComeBack(this, Stream.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.123456789Z",
                "-0044-03-15T12:00:00Z", "+12026-01-01T00:00:00Z", "unreadable").map(text -> typed(text, Types.DATETIME)));
        assertComeBack(this, Stream.of(Value.of(new BigDecimal("0E-7")), Value.of(Instant.MAX), Value.of(Instant.MIN),
                FileRef.of("sha256:00", 0, null, null, null),
                FileRef.of("sha256:ff", Long.MAX_VALUE, "text/plain", "a \0 \ud83d\ude00.txt", "2026-01-01T00:00:00Z"),
                LeaseValue.of("me", 7, 1_767_225_600_000L), LeaseValue.of(null, Long.MAX_VALUE, Long.MIN_VALUE),
                with(FileRef.of("sha256:ff", 1, null, null, null).wire(), "later", Value.of(1.0)),
                with(LeaseValue.of("me", 7, 8).wire(), "later", MapValue.EMPTY), typed("POINT(1 2)", "of a later protocol")));
    }

    private static Value typed(String text, String type) {
        return Value.from(Map.of("_typed", text, "_type", type));
    }

    private static Value with(MapValue map, String key, Value value) {
        var fields = new LinkedHashMap<>(map.fields());
        fields.put(key, value);
        return MapValue.of(fields);
    }

    /** Texts of every plane, with everything that some database or format takes for something else. */
    @Test
    default void hostileTexts_comeBackEqual() {
        assertComeBack(this, Texts.HOSTILE.stream().map(Value::of));
        assertComeBack(this, Texts.HOSTILE.stream().map(text -> Value.from(List.of(Map.of(text, List.of(text))))));
        assertComeBack(this, Stream.of(Value.of("x".repeat(1 << 20)), Value.of("\ud83d\ude00".repeat(1 << 18)),
                Value.of("\0".repeat(1 << 20)), Value.from(List.of("y".repeat(1 << 20), "z"))));
    }

    /** Keys of the same texts: each finds its own row, and no other. */
    @Test
    default void hostileKeys_findTheirRows() {
        try (var it = ContractStore.open(this)) {
            var written = new ArrayList<RowChange>();
            for (int i = 0; i < Texts.HOSTILE.size(); i++) {
                written.add(new RowChange.Put(row(Texts.HOSTILE.get(i), i)));
                written.add(new RowChange.Put(row(Texts.HOSTILE.get(i) + "/" + Texts.HOSTILE.get(i), i)));
            }
            it.commit(1, written.toArray(RowChange[]::new));
            try (CacheSnapshot now = it.store().snapshot()) {
                for (int i = 0; i < Texts.HOSTILE.size(); i++) {
                    String key = Texts.HOSTILE.get(i);
                    assertThat(now.get(key)).as("row of the key '%s'", key).isEqualTo(row(key, i));
                }
                assertThat(now.getAll(Texts.HOSTILE)).as("rows of all the keys at once")
                        .containsOnlyKeys(Texts.HOSTILE.toArray(String[]::new));
            }
            it.commit(2, Texts.HOSTILE.stream().map(RowChange.Remove::new).toArray(RowChange[]::new));
            assertThat(it.rows()).as("rows that are left when the upper ones were removed").hasSameSizeAs(Texts.HOSTILE);
            it.commit(3, Texts.HOSTILE.stream().map(RowChange.RemoveBelow::new).toArray(RowChange[]::new));
            assertThat(it.rows()).as("rows that are left when the lower ones were removed too").isEmpty();
        }
    }

    /** Paths of 5,000 characters, longer than the entries of some indexes, and alike up to the last character. */
    @Test
    default void longKeys_areToldApartByTheirLastCharacter() {
        String common = longText(5_000 - 2);
        String wide = "\ud83d\ude00".repeat(2_499);
        try (var it = ContractStore.open(this)) {
            List<Row> sorted = Stream.of(common, common + "/a", common + "/b", common + "0a", wide + "/a", wide + "/b")
                    .sorted(Texts.BY_UTF8).map(key -> row(key, key.length())).toList();
            it.replace(1, sorted);
            assertRows(it.rows(), sorted, "rows of long keys");
            assertThat(it.get(common + "/b")).as("row of one long key").isEqualTo(row(common + "/b", 5_000));
            assertThat(it.get(common + "/c")).as("row of a long key that nobody wrote").isNull();
            it.commit(2, removeBelow(common), new RowChange.Remove(wide + "/a"));
            var left = Stream.of(common, common + "0a", wide + "/b").map(key -> row(key, key.length())).toList();
            assertRows(it.rows(), left, "rows after removals by long keys");
        }
    }

    /** A text that no compression makes short. */
    private static String longText(int length) {
        return new Random(1).ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** The type of a row is its own and not its value's, and may be one of a later protocol; numbers of rows are longs. */
    @Test
    default void rowFields_comeBackEqual() {
        var rows = List.of(new Row("a", Value.of(1), Types.COUNTER, 1, 0), new Row("b", Value.of(1.5), Types.COUNTER, 0, -1),
                new Row("c", Value.from(List.of(1)), Types.SET, Long.MAX_VALUE, Long.MAX_VALUE),
                new Row("d", Value.of("x"), "of a later protocol", 1L << 53, 1L << 40),
                new Row("e", Value.NULL, "quote ' \" \\ % \ud83d\ude00", 2, 2),
                new Row("f", Value.from(List.of()), Types.LIST, 3, 3),
                new Row("g", typed("1", "of a later protocol"), Types.MAP, 4, 4));
        try (var it = ContractStore.open(this)) {
            it.replace(1, rows);
            assertRows(it.rows(), rows, "rows of a replacement, with every field");
            it.commit(2, rows.reversed().stream().map(RowChange.Put::new).toArray(RowChange[]::new));
            assertRows(it.rows(), rows, "rows of changes, with every field");
        }
    }

    /** By changes and by replacement, which may go different ways into a database. */
    private static void assertComeBack(CacheUnderTest contract, Stream<? extends Value> values) {
        var rows = new ArrayList<Row>();
        values.forEach(value -> rows.add(new Row(String.format("k%04d", rows.size()), value, value.type(), 1, 1)));
        try (var it = ContractStore.open(contract)) {
            it.commit(1, rows.stream().map(RowChange.Put::new).toArray(RowChange[]::new));
            assertRows(it.rows(), rows, "law 5: rows after puts");
            it.replace(2, List.of());
            it.replace(3, rows);
            assertRows(it.rows(), rows, "law 5: rows after a replacement");
            for (Row row : rows) {
                assertRows(List.of(it.get(row.key())), List.of(row), "law 5: row by its key");
            }
        }
    }
}
