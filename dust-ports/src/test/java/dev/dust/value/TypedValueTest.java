package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypedValueTest {
    private static final double WHOLE = 1_767_225_600_000.0;

    @Test
    void mapOfADecimalIsTheDecimal() {
        Value value = map("_typed", "29.990", "_type", "decimal");
        assertThat(value).isInstanceOfSatisfying(DecimalValue.class, decimal -> {
            assertThat(decimal.value()).isEqualTo(new BigDecimal("29.990"));
            assertThat(decimal.type()).isEqualTo(Types.DECIMAL);
        });
    }

    @Test
    void mapOfADatetimeIsTheDatetimeAndKeepsItsText() {
        Value value = map("_typed", "2026-01-01T00:00:00.000Z", "_type", "datetime");
        assertThat(value).isInstanceOfSatisfying(DateTimeValue.class, datetime -> {
            assertThat(datetime.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
            assertThat(datetime.wire().get("_typed")).isEqualTo(Value.of("2026-01-01T00:00:00.000Z"));
            assertThat(datetime.type()).isEqualTo(Types.DATETIME);
        });
    }

    @Test
    void mapOfAFileIsTheReferenceAndKeepsWhatALaterProtocolAdds() {
        Value value = map("_type", "file", "hash", "sha256:ab", "size", 12, "content_type", "image/png", "filename", "a.png",
                "uploaded_at", "2026-01-01T00:00:00Z", "later", true);
        assertThat(value).isInstanceOfSatisfying(FileRef.class, file -> {
            assertThat(file.hash()).isEqualTo("sha256:ab");
            assertThat(file.size()).isEqualTo(12);
            assertThat(file.contentType()).isEqualTo("image/png");
            assertThat(file.filename()).isEqualTo("a.png");
            assertThat(file.uploadedAt()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(file.wire().get("later")).isEqualTo(Value.of(true));
            assertThat(file.type()).isEqualTo(Types.FILE);
        });
    }

    @Test
    void mapOfALeaseIsTheLease() {
        Value value = map("_type", "lease", "holder", "me", "token", 7, "expires_at", 1_767_225_600_000L, "later", "x");
        assertThat(value).isInstanceOfSatisfying(LeaseValue.class, lease -> {
            assertThat(lease.holder()).isEqualTo("me");
            assertThat(lease.token()).isEqualTo(7);
            assertThat(lease.expiresAtMillis()).isEqualTo(1_767_225_600_000L);
            assertThat(lease.expiresAt()).isEqualTo(Instant.ofEpochMilli(1_767_225_600_000L));
            assertThat(lease.wire().get("later")).isEqualTo(Value.of("x"));
            assertThat(lease.type()).isEqualTo(Types.LEASE);
        });
    }

    @Test
    void wholeFloatIsTheIntegerThatALeaseOrFileMeans() {
        Value lease = map("_type", "lease", "holder", "me", "token", 7.0, "expires_at", WHOLE);
        assertThat(lease).isEqualTo(LeaseValue.of("me", 7, 1_767_225_600_000L));
        Value file = map("_type", "file", "hash", "sha256:ab", "size", 5e9);
        assertThat(file).isEqualTo(FileRef.of("sha256:ab", 5_000_000_000L, null, null, null));
    }

    @Test
    void whatCannotBeReadStaysTheMapThatItWas() {
        assertLeafMap(map("_typed", "no number", "_type", "decimal"), Types.DECIMAL);
        assertLeafMap(map("_typed", "yesterday", "_type", "datetime"), Types.DATETIME);
        assertLeafMap(map("_typed", 1.5, "_type", "decimal"), Types.DECIMAL);
        assertLeafMap(map("_typed", "1.5", "_type", "decimal", "unit", "kg"), Types.DECIMAL);
        assertLeafMap(map("_type", "file", "hash", "sha256:ab", "size", 1.5), Types.FILE);
        assertLeafMap(map("_type", "file", "hash", "sha256:ab", "size", -1), Types.FILE);
        assertLeafMap(map("_type", "file"), Types.FILE);
        assertLeafMap(map("_type", "lease", "holder", "me", "token", 1, "expires_at", 1.5), Types.LEASE);
        assertLeafMap(map("_type", "lease", "holder", "me", "token", 1, "expires_at", 1e300), Types.LEASE);
        assertLeafMap(map("_typed", "x", "_type", "of a later protocol"), Types.MAP);
        assertLeafMap(map("_typed", null, "_type", null), Types.MAP);
    }

    private static void assertLeafMap(Value value, String type) {
        assertThat(value).isInstanceOf(MapValue.class);
        assertThat(value.isLeaf()).as("%s is a leaf", value).isTrue();
        assertThat(value.type()).as("type of %s", value).isEqualTo(type);
    }

    @Test
    void plainMapIsNoLeaf() {
        for (Value value : new Value[]{MapValue.EMPTY, map("a", 1), map("_type", "decimal"), map("_typed", "1"),
                map("_type", 7), map("file", "_type")}) {
            assertThat(value).isInstanceOf(MapValue.class);
            assertThat(value.isLeaf()).as("%s is a leaf", value).isFalse();
            assertThat(value.type()).isEqualTo(Types.MAP);
        }
    }

    @Test
    void envelopeStaysAMapWhateverItLooksLike() {
        MapValue wire = LeaseValue.of("me", 1, 2).wire();
        assertThat(MapValue.envelope(wire.fields())).isInstanceOf(MapValue.class).isEqualTo(wire);
    }

    @Test
    void fieldsThatWereNotGivenAreNull() {
        FileRef file = FileRef.of("sha256:ab", 0, null, null, null);
        assertThat(file.wire().fields()).containsOnlyKeys("_type", "hash", "size");
        assertThat(file.contentType()).isNull();
        assertThat(file.filename()).isNull();
        assertThat(file.uploadedAt()).isNull();
        assertThat(LeaseValue.of(null, 1, 2).holder()).isNull();
    }

    @Test
    void fileHasNoNegativeSize() {
        assertThatIllegalArgumentException().isThrownBy(() -> FileRef.of("sha256:ab", -1, null, null, null))
                .withMessageContaining("-1");
    }

    private static Value map(Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Value.from((Map<?, ?>) fields);
    }
}
