package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.value.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JacksonCodecModuleTest {

    record Note(String firstLine) {
    }

    @Test
    void codecs_areOneForAll() {
        Injector injector = Guice.createInjector(new JacksonCodecModule());
        Codecs codecs = injector.getInstance(Codecs.class);
        assertThat(codecs).isInstanceOf(JacksonCodecs.class).isSameAs(injector.getInstance(Codecs.class));
        assertThat(injector.getInstance(ObjectCodec.class)).isSameAs(codecs.objects());
        assertThat(codecs.objects().toValue(new Note("Hello"))).isEqualTo(Value.from(Map.of("firstLine", "Hello")));
    }

    @Test
    void mapperOfTheApplication_isUsed() {
        var mapper = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
        ObjectCodec objects = Guice.createInjector(new JacksonCodecModule(mapper)).getInstance(ObjectCodec.class);
        assertThat(objects.toValue(new Note("Hello"))).isEqualTo(Value.from(Map.of("first_line", "Hello")));
    }
}
