package dev.dust.adapter.jackson;

import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.value.NullValue;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.util.TokenBuffer;

/** Objects to and from values by databind; between the two are Jackson's tokens, in memory. */
final class JacksonObjectCodec implements ObjectCodec {
    private static final String TOO_DEEP = "it is nested too deeply, or contains itself";
    /** What a message tells of a path, in characters: that of an endless object is long. */
    private static final int MAX_PATH = 200;

    private final Supplier<ObjectMapper> mapper;
    /** By the classes that were asked for, of which the mapper keeps as much. */
    private final ConcurrentMap<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    /** Of a mapper that knows the {@link ValueTypes}, and that nobody asks for before there is an object. */
    JacksonObjectCodec(Supplier<ObjectMapper> mapper) {
        this.mapper = mapper;
    }

    @Override
    public Value toValue(@Nullable Object object) {
        if (object == null) {
            return Value.NULL;
        }
        if (object instanceof Value value) {
            return value;
        }
        try (TokenBuffer tokens = mapper.get().writeValueIntoBuffer(object); JsonParser in = tokens.asParser()) {
            return read(in, object);
        } catch (JacksonException refused) {
            throw noValue(object, path(refused.getPath()), refused.getOriginalMessage(), refused);
        } catch (IllegalArgumentException refused) {
            throw noValue(object, "", refused.getMessage(), refused);
        } catch (StackOverflowError endless) {
            throw noValue(object, "", TOO_DEEP, endless);
        }
    }

    private static Value read(JsonParser in, Object object) {
        try {
            in.nextToken();
            return Tokens.read(in);
        } catch (IllegalArgumentException refused) {
            throw noValue(object, in.streamReadContext().pathAsPointer().toString(), refused.getMessage(), refused);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T fromValue(Value value, Class<T> type) {
        return (T) fromValue(value, (Type) type);
    }

    @Override
    public @Nullable Object fromValue(Value value, Type type) {
        if (value instanceof NullValue) {
            return null;
        }
        try (TokenBuffer tokens = TokenBuffer.forGeneration()) {
            Tokens.write(value, tokens);
            Object object = reader(type).readValue(tokens);
            if (object == null) {
                throw noObject(type, "", "it came out as null", null);
            }
            return object;
        } catch (JacksonException refused) {
            throw noObject(type, path(refused.getPath()), refused.getOriginalMessage(), refused);
        } catch (IllegalArgumentException refused) {
            throw noObject(type, "", refused.getMessage(), refused);
        } catch (StackOverflowError endless) {
            throw noObject(type, "", TOO_DEEP, endless);
        }
    }

    private ObjectReader reader(Type type) {
        return type instanceof Class<?> known
                ? readers.computeIfAbsent(known, each -> mapper.get().readerFor(each))
                : mapper.get().readerFor(mapper.get().constructType(type));
    }

    private static CodecException noValue(Object object, String path, @Nullable String why, Throwable cause) {
        return new CodecException("a " + object.getClass().getName() + " is no value" + at(path) + ": " + why, cause);
    }

    private static CodecException noObject(Type type, String path, @Nullable String why, @Nullable Throwable cause) {
        return new CodecException("the value is no " + type.getTypeName() + at(path) + ": " + why, cause);
    }

    private static String at(String path) {
        if (path.isEmpty()) {
            return "";
        }
        return " at " + (path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "...");
    }

    private static String path(List<Reference> references) {
        var path = new StringBuilder();
        for (Reference reference : references) {
            String name = reference.getPropertyName();
            path.append('/').append(name == null ? reference.getIndex() : name);
        }
        return path.toString();
    }
}
