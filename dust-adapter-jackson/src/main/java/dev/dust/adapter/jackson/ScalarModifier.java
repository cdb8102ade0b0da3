package dev.dust.adapter.jackson;

import dev.dust.value.DateTimeValue;
import dev.dust.value.DecimalValue;
import dev.dust.value.FloatValue;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Lets databind's own deserializers of numbers and times read the forms that values give to them: typed values, and whole
 * floats where an integer is meant (docs/protocol.md#leniency).
 */
final class ScalarModifier extends ValueDeserializerModifier {
    private static final long serialVersionUID = 1L;
    private static final Set<Class<?>> DECIMALS = Set.of(BigDecimal.class, Number.class);
    private static final Set<Class<?>> TIMES = Set.of(Instant.class, OffsetDateTime.class, ZonedDateTime.class, Date.class);
    private static final Set<Class<?>> INTEGERS = Set.of(byte.class, Byte.class, short.class, Short.class, int.class,
            Integer.class, long.class, Long.class, BigInteger.class);

    @Override
    public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
            ValueDeserializer<?> own) {
        Class<?> type = bean.getBeanClass();
        if (DECIMALS.contains(type)) {
            return new Translating(own, JsonToken.START_OBJECT, ScalarModifier::decimal);
        }
        if (TIMES.contains(type)) {
            return new Translating(own, JsonToken.START_OBJECT, ScalarModifier::dateTime);
        }
        if (INTEGERS.contains(type)) {
            return new Translating(own, JsonToken.VALUE_NUMBER_FLOAT, ScalarModifier::wholeFloats);
        }
        return own;
    }

    @Override
    public ValueDeserializer<?> modifyArrayDeserializer(DeserializationConfig config, ArrayType type,
            BeanDescription.Supplier bean, ValueDeserializer<?> own) {
        return INTEGERS.contains(type.getContentType().getRawClass())
                ? new Translating(own, JsonToken.START_ARRAY, ScalarModifier::wholeFloats)
                : own;
    }

    private static void decimal(Value value, JsonGenerator out) {
        if (value instanceof DecimalValue decimal) {
            out.writeNumber(decimal.value());
        } else {
            Tokens.write(value, out);
        }
    }

    private static void dateTime(Value value, JsonGenerator out) {
        Tokens.write(value instanceof DateTimeValue time ? Value.of(time.instant().toString()) : value, out);
    }

    private static void wholeFloats(Value value, JsonGenerator out) {
        Tokens.write(value instanceof ListValue(List<Value> items)
                ? new ListValue(items.stream().map(ScalarModifier::whole).toList())
                : whole(value), out);
    }

    private static Value whole(Value value) {
        return value instanceof FloatValue(double d) && d == Math.rint(d)
                ? Value.of(new BigDecimal(d).toBigIntegerExact())
                : value;
    }

    /** Hands databind's own deserializer something that it understands in the place of a token that it does not. */
    private static final class Translating extends DelegatingDeserializer {
        private final JsonToken foreign;
        private final BiConsumer<Value, JsonGenerator> translation;

        Translating(ValueDeserializer<?> own, JsonToken foreign, BiConsumer<Value, JsonGenerator> translation) {
            super(own);
            this.foreign = foreign;
            this.translation = translation;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> newOwn) {
            return new Translating(newOwn, foreign, translation);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            if (!in.hasToken(foreign)) {
                return super.deserialize(in, context);
            }
            try (TokenBuffer translated = context.bufferForInputBuffering(in)) {
                translation.accept(Tokens.read(in), translated);
                return super.deserialize(translated.asParserOnFirstToken(context, in), context);
            }
        }
    }
}
