package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.CodecException;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a server sends is a message, or unreadable, or about no store: one of them, in one piece or in several. A message
 * that was read is the same after it was written, and what a client can say of it has the size that it was told.
 */
class ServerFrameFuzzTest {
    private static final Codecs CODECS = new JacksonCodecs();
    private static final ValueMutations MUTATIONS = new ValueMutations(CODECS);
    private static final Corpus FRAMES = Corpus.of(ServerFrameFuzzTest.class, "server-frames");
    /** Why a frame is unreadable is for people, and quotes it. */
    private static final int MOST_WORDS = 2_000;

    private static final Logger LOG = Logger.getLogger(ServerFrameFuzzTest.class.getPackageName());

    /** Each reader warns once, and here each frame has a reader. */
    @BeforeEach
    void keepTheLogSmall() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void logAgain() {
        LOG.setLevel(null);
    }

    /** What was heard of one frame. */
    private record Heard(List<ServerMessage> messages, List<String> unreadable) {
        static Heard of(boolean text, List<byte[]> parts) {
            var heard = new Heard(new ArrayList<>(), new ArrayList<>());
            var reader = new MessageReader(CODECS, "fuzzed", heard.messages::add, heard.unreadable::add);
            for (int i = 0; i < parts.size(); i++) {
                boolean last = i == parts.size() - 1;
                if (text) {
                    reader.text(new String(parts.get(i), StandardCharsets.UTF_8), last);
                } else {
                    reader.binary(ByteBuffer.wrap(parts.get(i)), last);
                }
            }
            return heard;
        }
    }

    @Test
    void jsonOfAServer_isToldInItsPlace() {
        new Fuzzer("server-frames", FRAMES, MUTATIONS.json(), 10_000).run(input -> {
            // Endpoints are given text, and no bytes.
            byte[] utf8 = new String(input, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            Heard heard = Heard.of(true, List.of(utf8));
            int cut = utf8.length / 2;
            while (cut > 0 && (utf8[cut] & 0xc0) == 0x80) {
                cut--;
            }
            assertThat(Heard.of(true, halves(utf8, cut))).isEqualTo(heard);
            return check(CODECS.json(), heard);
        });
    }

    @Test
    void messagePackOfAServer_isToldInItsPlace() {
        Corpus frames = FRAMES.map(MUTATIONS::toMessagePack).and(Corpus.of(getClass(), "server-frames-messagepack"));
        new Fuzzer("server-frames-messagepack", frames, MUTATIONS.messagePack(), 10_000).run(input -> {
            Heard heard = Heard.of(false, List.of(input));
            assertThat(Heard.of(false, halves(input, input.length / 2))).isEqualTo(heard);
            return check(CODECS.messagePack(), heard);
        });
    }

    private static List<byte[]> halves(byte[] whole, int cut) {
        return List.of(Arrays.copyOf(whole, cut), new byte[0], Arrays.copyOfRange(whole, cut, whole.length));
    }

    private static String check(ValueCodec codec, Heard heard) {
        assertThat(heard.messages.size() + heard.unreadable.size()).isLessThanOrEqualTo(1);
        if (!heard.unreadable.isEmpty()) {
            assertThat(heard.unreadable.getFirst()).isNotBlank().hasSizeLessThan(MOST_WORDS);
            return Target.kind(new IllegalArgumentException(heard.unreadable.getFirst()));
        }
        if (heard.messages.isEmpty()) {
            return "about no store";
        }
        ServerMessage message = heard.messages.getFirst();
        message.unreadable().forEach(place -> assertThat(at(message.payload(), place)).isIn(Value.NULL, null));
        checkRoundTrip(codec, message);
        checkSize(message);
        return message.event().length() > 20 ? "message" : message.event() + " " + message.unreadable().size();
    }

    private static void checkRoundTrip(ValueCodec codec, ServerMessage message) {
        byte[] written = codec.encode(frame(message));
        Heard again = Heard.of(codec == CODECS.json(), List.of(written));
        assertThat(again.messages).containsExactly(new ServerMessage(message.store(), message.joinRef(), message.ref(),
                message.event(), message.payload()));
    }

    private static Value frame(ServerMessage message) {
        return new ListValue(List.of(Value.from(message.joinRef()), Value.from(message.ref()),
                Value.of("store:" + message.store()), Value.of(message.event()), message.payload()));
    }

    private static void checkSize(ServerMessage message) {
        Value frame = Frames.of(new ClientMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                message.payload()));
        for (WebSocketOptions.Format format : WebSocketOptions.Format.values()) {
            var wire = new Wire(CODECS, format);
            try {
                assertThat(wire.size(frame)).isEqualTo(wire.encode(frame).length);
            } catch (CodecException noForm) {
                assertThat(format).isEqualTo(WebSocketOptions.Format.MESSAGE_PACK);
            }
        }
    }

    /** Null where the way ends early, in the null of a gap that lies around. */
    private static Value at(Value root, List<String> place) {
        Value value = root;
        for (String key : place) {
            value = switch (value) {
                case ListValue list -> list.items().get(Integer.parseInt(key));
                case MapValue map -> map.get(key);
                case TypedValue typed -> typed.wire().get(key);
                case null, default -> null;
            };
        }
        return place.isEmpty() ? null : value;
    }
}
