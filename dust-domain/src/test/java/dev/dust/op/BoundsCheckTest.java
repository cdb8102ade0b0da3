package dev.dust.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.value.FileRef;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no server could take is refused at the call, with the reason; what servers take is not. */
class BoundsCheckTest {
    private static final DustPath PATH = DustPath.parse("k");

    private static Op put(Value value) {
        return new Op.Put(PATH, value, Precondition.NONE);
    }

    private static Value typed(String type, Object typed) {
        return Value.from(Map.of("_type", type, "_typed", typed));
    }

    private static Value nested(int depth) {
        Value value = Value.of(1);
        for (int i = 0; i < depth; i++) {
            value = new ListValue(List.of(value));
        }
        return value;
    }

    private static MapValue nestedMaps(int depth, String key) {
        Value value = Value.of(1);
        for (int i = 0; i < depth; i++) {
            value = MapValue.of(Map.of(key, value));
        }
        return (MapValue) value;
    }

    private static void refused(Op op, WriteBounds bounds, String reason) {
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> BoundsCheck.require(op, bounds))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason)).withMessageContaining("(" + reason + ")");
    }

    private static void taken(Op op, WriteBounds bounds) {
        assertThatCode(() -> BoundsCheck.require(op, bounds)).doesNotThrowAnyException();
    }

    @Test
    void datetimesThatServersDoNotRead_areRefused_whereverTheyAre() {
        for (Value bad : List.of(Value.of(Instant.MAX), Value.of(Instant.parse("-0001-01-01T00:00:00Z")),
                typed("datetime", "2026-02-30T00:00:00Z"), typed("datetime", "2026-01-01"), typed("datetime", 5))) {
            refused(put(bad), WriteBounds.defaults(), "invalid_datetime");
            refused(put(Value.from(Map.of("a", Map.of("b", bad)))), WriteBounds.defaults(), "invalid_datetime");
            refused(put(new ListValue(List.of(Value.of(1), bad))), WriteBounds.defaults(), "invalid_datetime");
            refused(new Op.Merge(PATH, (MapValue) MapValue.of(Map.of("a", bad)), Precondition.NONE), WriteBounds.defaults(),
                    "invalid_datetime");
            refused(new Op.Add(PATH, bad, Precondition.NONE), WriteBounds.defaults(), "invalid_datetime");
            refused(new Op.Remove(PATH, bad, Precondition.NONE), WriteBounds.defaults(), "invalid_datetime");
        }
        for (String good : List.of("2026-03-31T12:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
                "2026-01-01T00:00:00.000Z")) {
            taken(put(typed("datetime", good)), WriteBounds.defaults());
        }
    }

    @Test
    void decimalsThatAreNone_areRefused() {
        for (Object bad : List.of("", "1.2.3", "ten", "\u0661", 5)) {
            refused(put(typed("decimal", bad)), WriteBounds.defaults(), "invalid_decimal");
        }
        taken(put(typed("decimal", "-29.990")), WriteBounds.defaults());
        taken(put(typed("money", "whatever")), WriteBounds.defaults());
    }

    /** Whoever passes on what strangers send would be busy with it for the rest of the day. */
    @Test
    void decimalOfMillionsOfDigits_isNotMadeANumber_toBeLookedAt() {
        Value strange = Value.from(Map.of("_type", "decimal", "_typed", "9".repeat(8_000_000), "more", 1));
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> taken(put(strange), WriteBounds.defaults()));
    }

    @Test
    void depth_isBounded_forListsAndMapsOnly_andCostsNoStack() {
        taken(put(nested(900)), WriteBounds.defaults());
        refused(put(nested(901)), WriteBounds.defaults(), "too_deep");
        refused(put(new ListValue(List.of(nested(100_000)))), WriteBounds.defaults(), "too_deep");
        refused(put(nested(4)), WriteBounds.defaults().depth(3), "too_deep");
    }

    @Test
    void paths_areBounded_andThoseThatAMapBecomesToo() {
        WriteBounds bounds = WriteBounds.defaults().pathBytes(20);
        taken(new Op.Delete(DustPath.parse("a".repeat(20)), Precondition.NONE), bounds);
        refused(new Op.Delete(DustPath.parse("a".repeat(21)), Precondition.NONE), bounds, "path_too_long");
        refused(new Op.Delete(DustPath.parse("\u20ac".repeat(7)), Precondition.NONE), bounds, "path_too_long");
        taken(put(nestedMaps(6, "ab")), bounds);
        refused(put(nestedMaps(7, "ab")), bounds, "path_too_long");
        refused(put(nestedMaps(5, "~~")), bounds, "path_too_long");
        refused(new Op.Acquire(DustPath.parse("a".repeat(21)), 1, null), bounds, "path_too_long");
    }

    @Test
    void whatIsNoRow_countsForNoPath() {
        Value list = new ListValue(List.of(nestedMaps(100, "a".repeat(50))));
        taken(put(list), WriteBounds.defaults());
        taken(new Op.Add(PATH, nestedMaps(100, "a".repeat(50)), Precondition.NONE), WriteBounds.defaults());
    }

    @Test
    void rowsThatAMapBecomes_areBounded_inNumberAndInBytes() {
        Value wide = Value.from(Map.of("a", 1, "b", 2, "c", Map.of("d", 3, "e", 4)));
        taken(put(wide), WriteBounds.defaults().rows(4));
        refused(put(wide), WriteBounds.defaults().rows(3), "too_many_rows");
        // k/a, k/b, k/c/d, k/c/e
        taken(put(wide), WriteBounds.defaults().spreadBytes(16));
        refused(put(wide), WriteBounds.defaults().spreadBytes(15), "too_many_rows");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> BoundsCheck.requireSpread(PATH, wide, WriteBounds.defaults().rows(3)));
    }

    @Test
    void files_areBounded_inNameAndSize() {
        FileRef longName = FileRef.of("sha256:00", 1, null, "x".repeat(256), null);
        refused(new Op.PutFile(PATH, longName, "AA=="), WriteBounds.defaults(), "invalid_filename");
        refused(new Op.PutFile(PATH, FileRef.of("sha256:00", 1, null, "a\u0000b", null), "AA=="), WriteBounds.defaults(),
                "invalid_filename");
        FileRef file = FileRef.of("sha256:00", 80_000_000, null, "\ud83d\ude00".repeat(255), null);
        taken(new Op.PutFile(PATH, file, "AA=="), WriteBounds.defaults());
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(
                        () -> BoundsCheck.require(new Op.PutFile(PATH, file, "A".repeat(8_000_001)), WriteBounds.defaults()))
                .withMessageContaining("a file of 80000000 bytes is too large").withMessageContaining("8000000");
    }

    @Test
    void integersBeyond64Bits_areFound_howeverDeep() {
        Value large = Value.of(BigInteger.ONE.shiftLeft(70));
        assertThat(BoundsCheck.hasLargeInteger(put(large))).isTrue();
        assertThat(BoundsCheck.hasLargeInteger(put(Value.from(Map.of("a", List.of(1, BigInteger.ONE.shiftLeft(70)))))))
                .isTrue();
        assertThat(BoundsCheck.hasLargeInteger(put(Value.from(Map.of("a", List.of(1, Long.MAX_VALUE)))))).isFalse();
        assertThat(BoundsCheck.hasLargeInteger(new Op.Delete(PATH, Precondition.NONE))).isFalse();
    }
}
