package dev.dust.adapter.jackson;

import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON and objects by Jackson, MessagePack by msgpack-core. Immutable, safe for every thread, and worth keeping: an application
 * needs one.
 *
 * <p>Limits of both formats, in both directions: 1,000 lists and maps in each other, and integers of 332,192 bits (some 100,000
 * digits). What goes beyond is a {@link dev.dust.codec.CodecException}. In MessagePack, an integer that fits neither int64 nor
 * uint64 is extension type 1: its two's complement, big-endian.
 *
 * <p>Objects: records and beans, as Jackson's databind sees them. A {@code BigDecimal} is a decimal, an {@code Instant} a
 * datetime, a {@code Value} itself, at any depth, whatever the mapper was told; other times are ISO-8601 strings, enums
 * strings, and bytes base64. When an object is read, fields that it does not know are ignored, whole floats are taken for
 * integers (docs/protocol.md#leniency) and other floats are not.
 */
public final class JacksonCodecs implements Codecs {
    private final ValueCodec json = new JsonValueCodec();
    private final ValueCodec messagePack = new MessagePackValueCodec();
    private final ObjectCodec objects;

    /** With a mapper for objects as Jackson makes it, made stricter where something would be lost without a word. */
    public JacksonCodecs() {
        this.objects = new JacksonObjectCodec(() -> DefaultMapper.MAPPER);
    }

    /**
     * With an application's own mapper for objects: its modules, naming and features hold. It only concerns
     * {@link #objects()}, and is not changed.
     *
     * @param mapper not null
     */
    public JacksonCodecs(ObjectMapper mapper) {
        ObjectMapper own = withValues(mapper);
        this.objects = new JacksonObjectCodec(() -> own);
    }

    private static ObjectMapper withValues(ObjectMapper mapper) {
        return mapper.rebuild().addModule(new ValueTypes()).build();
    }

    @Override
    public ValueCodec json() {
        return json;
    }

    @Override
    public ValueCodec messagePack() {
        return messagePack;
    }

    @Override
    public ObjectCodec objects() {
        return objects;
    }

    /** Made when the first object is read or written: that takes databind longer than all else that a short program does. */
    private static final class DefaultMapper {
        static final ObjectMapper MAPPER = withValues(JsonMapper.builder().enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE).build());
    }
}
