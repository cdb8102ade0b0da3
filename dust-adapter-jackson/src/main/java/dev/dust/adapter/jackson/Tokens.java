package dev.dust.adapter.jackson;

import dev.dust.value.IntValue;
import dev.dust.value.Utf8;
import dev.dust.value.Value;
import java.math.BigInteger;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonParser.NumberTypeFP;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Values to and from Jackson's tokens: those of JSON text, and those of the buffers that databind writes and reads. */
final class Tokens {
    private Tokens() {
    }

    /**
     * Writes {@code value} in its wire form.
     *
     * @throws IllegalArgumentException if it is beyond the {@link Limits}
     */
    static void write(Value value, JsonGenerator out) {
        ValueWalk.write(value, new Sink(out));
    }

    /**
     * Reads the value whose first token {@code in} stands on, and leaves it on the last one.
     *
     * @throws IllegalArgumentException if a token is no value's, or beyond the {@link Limits}; {@code in} stands on it
     */
    static Value read(JsonParser in) {
        var builder = new ValueBuilder();
        part(in.currentToken(), in, builder);
        while (builder.complete() == null) {
            part(in.nextToken(), in, builder);
        }
        return builder.complete();
    }

    /**
     * The same, with gaps where a part is no value, or beyond the {@link Limits}.
     *
     * @return what has read it, and knows the gaps
     */
    static ValueBuilder readReadable(JsonParser in) {
        var builder = new ValueBuilder();
        readablePart(in.currentToken(), in, builder);
        while (builder.complete() == null) {
            readablePart(in.nextToken(), in, builder);
        }
        return builder;
    }

    private static void readablePart(JsonToken token, JsonParser in, ValueBuilder builder) {
        if (token.isStructStart() && builder.isDeepest()) {
            in.skipChildren();
            builder.addGap();
            return;
        }
        if (token.isNumeric() && hasTooManyDigits(in)) {
            builder.addGap();
            return;
        }
        try {
            part(token, in, builder);
        } catch (IllegalArgumentException noValue) {
            if (token == JsonToken.PROPERTY_NAME) {
                builder.giveUp();
                skipRest(in);
            }
            builder.addGap();
        }
    }

    /** Passes over what is left of the object that {@code in} stands in. */
    private static void skipRest(JsonParser in) {
        int open = 1;
        while (open > 0) {
            JsonToken token = in.nextToken();
            if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }

    /** As the parser counts them where it does so itself. */
    private static boolean hasTooManyDigits(JsonParser in) {
        int length = in.getStringLength();
        if (length <= Limits.MAX_DIGITS) {
            return false;
        }
        int digits = 0;
        char[] text = in.getStringCharacters();
        int start = in.getStringOffset();
        for (int i = start; i < start + length; i++) {
            digits += text[i] >= '0' && text[i] <= '9' ? 1 : 0;
        }
        return digits > Limits.MAX_DIGITS;
    }

    private static void part(JsonToken token, JsonParser in, ValueBuilder builder) {
        if (token == null) {
            throw new IllegalArgumentException("no value has a part null");
        }
        switch (token) {
            case PROPERTY_NAME -> builder.key(key(in));
            case VALUE_STRING -> builder.add(Value.of(in.getString()));
            case VALUE_NUMBER_INT -> builder.add(integer(in));
            case VALUE_NUMBER_FLOAT -> builder.add(fraction(in));
            case VALUE_TRUE -> builder.add(Value.of(true));
            case VALUE_FALSE -> builder.add(Value.of(false));
            case VALUE_NULL -> builder.add(Value.NULL);
            case START_OBJECT -> builder.startMap(ValueBuilder.UNKNOWN);
            case START_ARRAY -> builder.startList(ValueBuilder.UNKNOWN);
            case END_OBJECT, END_ARRAY -> builder.end();
            case VALUE_EMBEDDED_OBJECT -> builder.add(embedded(in.getEmbeddedObject()));
            default -> throw new IllegalArgumentException("no value has a part " + token);
        }
    }

    private static String key(JsonParser in) {
        String key = in.currentName();
        if (Utf8.unpairedSurrogate(key) >= 0) {
            throw new IllegalArgumentException("a map key holds an unpaired surrogate: it has no UTF-8 form");
        }
        return key;
    }

    private static IntValue integer(JsonParser in) {
        return in.getNumberType() == NumberType.BIG_INTEGER
                ? Value.of(Limits.check(in.getBigIntegerValue()))
                : Value.of(in.getLongValue());
    }

    /** JSON's fractions are doubles; only databind's buffers know of decimals. */
    private static Value fraction(JsonParser in) {
        return in.getNumberTypeFP() == NumberTypeFP.BIG_DECIMAL
                ? Value.of(in.getDecimalValue())
                : Value.of(in.getDoubleValue());
    }

    /** What databind left as it was: bytes go as JSON's custom is, all else must be plain. */
    private static Value embedded(Object object) {
        return object instanceof byte[] bytes ? Value.of(Base64Variants.getDefaultVariant().encode(bytes)) : Value.from(object);
    }

    private record Sink(JsonGenerator out) implements ValueSink<RuntimeException> {

        @Override
        public void nothing() {
            out.writeNull();
        }

        @Override
        public void bool(boolean value) {
            out.writeBoolean(value);
        }

        @Override
        public void integer(long value) {
            out.writeNumber(value);
        }

        @Override
        public void integer(BigInteger value) {
            out.writeNumber(value);
        }

        @Override
        public void fraction(double value) {
            out.writeNumber(value);
        }

        @Override
        public void text(String value) {
            out.writeString(value);
        }

        @Override
        public void startList(int size) {
            out.writeStartArray();
        }

        @Override
        public void startMap(int size) {
            out.writeStartObject();
        }

        @Override
        public void key(String key) {
            out.writeName(key);
        }

        @Override
        public void end() {
            if (out.streamWriteContext().inObject()) {
                out.writeEndObject();
            } else {
                out.writeEndArray();
            }
        }
    }
}
