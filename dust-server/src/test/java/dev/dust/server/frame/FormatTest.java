package dev.dust.server.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.rules.Wire;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as bytes (docs/protocol.md#frames). */
class FormatTest {
    private static final long EXPIRES_AT = 1_800_000_000_000L;
    private static final byte FLOAT_64 = (byte) 0xcb;

    private static Frame event(MapValue payload) {
        return new Frame("1", null, "store:a/b", "event", payload);
    }

    private static boolean holdsFloatExpiry(byte[] bytes) {
        byte[] float64 = ByteBuffer.allocate(9).put(FLOAT_64).putDouble(EXPIRES_AT).array();
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(float64, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @EnumSource
    void frames_comeBackAsTheyWere(Format format) {
        Frame frame = new Frame(null, "7", "store:a/b", "write", Wire.mapOf("value", Map.of("x", List.of(1, 1.5, "\u00e9"))));
        assertThat(format.decode(format.encode(frame))).isEqualTo(frame);
    }

    @Test
    void json_isTheArrayOfFive() {
        assertThat(new String(Format.JSON.encode(event(Wire.mapOf("a", 1))), StandardCharsets.UTF_8))
                .isEqualTo("[\"1\",null,\"store:a/b\",\"event\",{\"a\":1}]");
    }

    @Test
    void aNullPayload_isAnEmptyOne() {
        byte[] frame = "[null,\"1\",\"phoenix\",\"heartbeat\",null]".getBytes(StandardCharsets.UTF_8);
        assertThat(Format.JSON.decode(frame).payload()).isEqualTo(MapValue.EMPTY);
    }

    @Test
    void messagePack_hasTheEndsOfLeasesAsFloats_inRepliesEventsAndSnapshots() {
        var lease = LeaseValue.of("n1", 5, EXPIRES_AT);
        List<MapValue> payloads = List.of(
                Wire.mapOf("status", "ok", "response", Wire.mapOf("token", 5, "expires_at", EXPIRES_AT)),
                Wire.mapOf("op", "lease", "value", lease), Wire.mapOf("op", "set", "value", Map.of("deep", List.of(1, lease))),
                Wire.mapOf("entries", Wire.mapOf("lock", Wire.mapOf("value", lease, "type", "lease"))));
        for (MapValue payload : payloads) {
            byte[] bytes = Format.MESSAGE_PACK.encode(event(payload));
            assertThat(holdsFloatExpiry(bytes)).as(payload.toString()).isTrue();
            assertThat(new String(Format.JSON.encode(event(payload)), StandardCharsets.UTF_8)).contains(":" + EXPIRES_AT);
        }
    }

    @Test
    void messagePack_leavesOtherIntegersAlone() {
        byte[] bytes = Format.MESSAGE_PACK.encode(event(Wire.mapOf("value", Map.of("expires_at", EXPIRES_AT))));
        assertThat(holdsFloatExpiry(bytes)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[]", "[1,2,3]", "[null,null,\"t\",\"e\",{},1]", "[1,null,\"t\",\"e\",{}]",
            "[null,2,\"t\",\"e\",{}]", "[null,null,null,\"e\",{}]", "[null,null,\"t\",3,{}]", "[null,null,\"t\",\"e\",[]]",
            "[null,null,\"t\",\"e\",\"payload\"]", "[null,null,\"t\",\"e\",{}]x"})
    void whatIsNoFrame_isRefused(String text) {
        assertThatThrownBy(() -> Format.JSON.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void formats_areToldApartByTheirVsn() {
        assertThat(Format.of("2.0.0")).isEqualTo(Format.JSON);
        assertThat(Format.of("3.0.0")).isEqualTo(Format.MESSAGE_PACK);
        assertThat(Format.of("1.0.0")).isNull();
        assertThat(Format.of(null)).isNull();
    }

    @Test
    void aPayloadThatLooksLikeATypedValue_isStillAPayload() {
        byte[] frame = "[null,\"1\",\"t\",\"e\",{\"_type\":\"decimal\",\"_typed\":\"1\"}]".getBytes(StandardCharsets.UTF_8);
        assertThat(Format.JSON.decode(frame).payload().get("_typed")).isEqualTo(Value.of("1"));
    }
}
