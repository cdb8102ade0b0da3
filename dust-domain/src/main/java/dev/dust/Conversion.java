package dev.dust;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.error.InvalidRequestException;
import dev.dust.reading.Reading;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.value.Sha256;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Between the application's objects and values. Thread-safe. */
final class Conversion {
    private final Codecs codecs;

    Conversion(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * The value that stands for an object.
     *
     * @throws InvalidRequestException {@code invalid_value} if there is none
     */
    Value toValue(@Nullable Object object) {
        try {
            // What most writes are made of needs no detour through the application's codec.
            boolean scalar = object instanceof String || object instanceof Long || object instanceof Integer || object == null;
            return scalar || object instanceof Value ? Value.from(object) : codecs.objects().toValue(object);
        } catch (CodecException | IllegalArgumentException e) {
            throw new InvalidRequestException("invalid_value", e.getMessage());
        }
    }

    Reading reading(String path, @Nullable Value value) {
        return new Reading(path, value, codecs.objects());
    }

    private Reading typed(Reading reading) {
        return reading(reading.path(), reading.optional().orElse(null));
    }

    /** The event, to be read as objects. */
    DustEvent typed(DustEvent event) {
        return switch (event) {
            case DustEvent.Present it -> new DustEvent.Present(it.path(), typed(it.reading()), it.type(), it.revision());
            case DustEvent.Local it -> new DustEvent.Local(it.path(), it.op(), typed(it.reading()), it.opId(), it.deviceId());
            case DustEvent.Committed it -> new DustEvent.Committed(it.path(), it.op(), typed(it.reading()), it.storeSeq(),
                    it.own(), it.live(), it.opId(), it.deviceId(), it.maybeDuplicate());
            case DustEvent.Refused it -> it;
        };
    }

    /** The change, to be read as objects. */
    Change typed(Change change) {
        return new Change(change.path(), typed(change.before()), typed(change.after()), change.cause());
    }

    /** A value as a string that holds JSON: so a map stays one leaf. */
    String toJson(Value value) {
        return new String(codecs.json().encode(value), UTF_8);
    }

    /** Equal for equal values; for others it is not, so surely that none is ever taken for another. */
    Object fingerprint(Value value) {
        return ByteBuffer.wrap(Sha256.digest().digest((value.type() + ' ' + toJson(value)).getBytes(UTF_8)));
    }

    /** What {@link #toJson} was given; null if {@code value} is no such string. */
    @Nullable
    Value fromJson(Value value) {
        if (value instanceof TextValue(String text)) {
            try {
                return codecs.json().decode(text.getBytes(UTF_8));
            } catch (CodecException other) {
                return null;
            }
        }
        return null;
    }
}
