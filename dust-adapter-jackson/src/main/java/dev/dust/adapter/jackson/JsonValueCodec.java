package dev.dust.adapter.jackson;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * JSON (RFC 8259) in compact UTF-8.
 *
 * <p>The parser is given characters, not bytes: on bytes it lets some malformed UTF-8 pass, and finds map keys in a hash table
 * that gives up (or crawls) when many keys collide in it, as keys of repeated patterns do.
 */
final class JsonValueCodec implements ValueCodec {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Depth is counted by reader and writer themselves.
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).maxNumberLength(Limits.MAX_DIGITS)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            // Closing a generator is no more than giving its buffers back.
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET, StreamWriteFeature.FLUSH_PASSED_TO_STREAM,
                    StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    /** The same, but the digits of numbers are counted by the reader: one that has too many is a gap. */
    private static final JsonFactory TOLERANT = FACTORY.rebuild()
            .streamReadConstraints(FACTORY.streamReadConstraints().rebuild().maxNumberLength(Integer.MAX_VALUE).build())
            .build();

    /** Up to so many bytes it is quicker to turn all of them into characters at once. */
    private static final int SHORT = 8_192;
    private static final char REPLACEMENT = '\uFFFD';

    @Override
    public void write(Value value, OutputStream out) throws IOException {
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            Tokens.write(value, generator);
        } catch (JacksonIOException failed) {
            throw failed.getCause();
        } catch (JacksonException | IllegalArgumentException refused) {
            throw new CodecException("cannot be written as JSON: " + refused.getMessage(), refused);
        }
    }

    @Override
    public byte[] encode(Value value) {
        try (var bytes = new ByteArrayBuilder()) {
            write(value, bytes);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public Value read(InputStream in) throws IOException {
        return read(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    @Override
    public Value decode(byte[] bytes, int offset, int length) {
        try {
            if (length <= SHORT) {
                String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
                // What malformed UTF-8 is replaced by; where it was written on purpose, the long way will tell.
                if (text.indexOf(REPLACEMENT) < 0) {
                    return read(text);
                }
            }
            return read(new Utf8Reader(ByteBuffer.wrap(bytes, offset, length)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Nearly always everything can be read, and then this costs nothing more. */
    @Override
    public Decoded decodeReadable(byte[] bytes, int offset, int length) {
        try {
            return new Decoded(decode(bytes, offset, length), List.of());
        } catch (CodecException strict) {
            return decodeWithGaps(bytes, offset, length);
        }
    }

    private static Decoded decodeWithGaps(byte[] bytes, int offset, int length) {
        try (JsonParser parser = TOLERANT.createParser(ObjectReadContext.empty(),
                LoneSurrogates.unescaped(text(bytes, offset, length)))) {
            return read(parser, () -> {
                ValueBuilder read = Tokens.readReadable(parser);
                return new Decoded(Objects.requireNonNull(read.complete(), "complete"), Gaps.places(read.gaps()));
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String text(byte[] bytes, int offset, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length)).toString();
        } catch (CharacterCodingException malformed) {
            throw new CodecException("not JSON: it is not UTF-8", malformed);
        }
    }

    private static Value read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return read(parser, () -> Tokens.read(parser));
        }
    }

    private static Value read(Reader in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            return read(parser, () -> Tokens.read(parser));
        }
    }

    /** What {@code value} reads, which must be all that {@code parser} has. */
    private static <T> T read(JsonParser parser, Supplier<T> value) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("there is no value");
            }
            T read = value.get();
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the value");
            }
            return read;
        } catch (JacksonIOException failed) {
            if (failed.getCause() instanceof CharacterCodingException) {
                throw malformed("the bytes that follow are not UTF-8", parser, failed);
            }
            throw failed.getCause();
        } catch (UnexpectedEndOfInputException truncated) {
            throw malformed("the input ends in the middle of a value", parser, truncated);
        } catch (JacksonException malformed) {
            throw malformed(malformed.getOriginalMessage(), parser, malformed);
        } catch (IllegalArgumentException refused) {
            throw malformed(refused.getMessage(), parser, refused);
        }
    }

    private static CodecException malformed(@Nullable String what, JsonParser parser, RuntimeException cause) {
        return new CodecException("not JSON at character " + parser.currentLocation().getCharOffset() + ": " + what, cause);
    }
}
