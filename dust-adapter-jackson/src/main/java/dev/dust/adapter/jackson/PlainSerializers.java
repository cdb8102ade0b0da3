package dev.dust.adapter.jackson;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.std.StdSerializer;

/** Serializers for what {@link Value#from} takes otherwise than databind does. */
final class PlainSerializers implements Serializers {
    private static final ValueSerializer<Object> PLAIN = new PlainSerializer();

    @Override
    public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type, BeanDescription.Supplier bean,
            JsonFormat.Value format) {
        Class<?> raw = type.getRawClass();
        return Stream.of(Value.class, BigDecimal.class, Instant.class, CharSequence.class)
                .anyMatch(c -> c.isAssignableFrom(raw)) ? PLAIN : null;
    }

    /** Some values are enums. */
    @Override
    public @Nullable ValueSerializer<?> findEnumSerializer(SerializationConfig config, JavaType type,
            BeanDescription.Supplier bean,
            JsonFormat.Value format) {
        return Value.class.isAssignableFrom(type.getRawClass()) ? PLAIN : null;
    }

    private static final class PlainSerializer extends StdSerializer<Object> {

        PlainSerializer() {
            super(Object.class);
        }

        @Override
        public void serialize(Object plain, JsonGenerator out, SerializationContext context) {
            Tokens.write(Value.from(plain), out);
        }

        /** Values carry their own types. */
        @Override
        public void serializeWithType(Object plain, JsonGenerator out, SerializationContext context, TypeSerializer types) {
            serialize(plain, out, context);
        }
    }
}
