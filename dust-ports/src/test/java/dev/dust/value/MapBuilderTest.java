package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A map that is built field by field is the one that is made at once, and nobody changes it afterwards. */
class MapBuilderTest {

    @Test
    void whatIsBuiltIsWhatIsMadeAtOnce() {
        var fields = new LinkedHashMap<String, Value>(Map.of("a", Value.of(1)));
        fields.put("b", Value.of("text"));
        assertThat(MapValue.builder(2).put("a", Value.of(1)).put("b", Value.of("text")).build()).isEqualTo(MapValue.of(fields));
        assertThat(MapValue.builder(0).build()).isSameAs(MapValue.EMPTY);
    }

    @Test
    void theFieldsOfATypedValueBecomeOne() {
        assertThat(MapValue.builder(2).put("_type", Value.of("decimal")).put("value", Value.of("1.50")).build())
                .isEqualTo(MapValue.of(Map.of("_type", Value.of("decimal"), "value", Value.of("1.50"))));
        assertThat(MapValue.builder(2).put("_type", Value.of("lease")).put("token", Value.of(1))
                .put("expires_at", Value.of(2)).build()).isInstanceOf(LeaseValue.class);
    }

    @Test
    void aKeyThatIsNoTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MapValue.builder(1).put("\ud800", Value.NULL));
    }

    @Test
    void aValueThatWasBuiltDoesNotChange() {
        MapValue.Builder builder = MapValue.builder(1).put("a", Value.of(1));
        Value built = builder.build();
        assertThatIllegalStateException().isThrownBy(() -> builder.put("b", Value.of(2)));
        assertThatIllegalStateException().isThrownBy(builder::build);
        assertThat(built).isEqualTo(MapValue.of(Map.of("a", Value.of(1))));
    }
}
