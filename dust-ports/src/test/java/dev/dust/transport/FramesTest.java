package dev.dust.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec.Decoded;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages to and from the five parts of a frame (docs/protocol.md#frames). */
class FramesTest {
    private static final MapValue PAYLOAD = MapValue.envelope(Map.of("store_seq", Value.of(5)));

    private static Frames.Subject read(List<List<String>> unreadable, Object... parts) {
        return Frames.read(new Decoded(Value.from(Arrays.asList(parts)), unreadable));
    }

    @Test
    void aMessageHasItsPartsInTheProtocolsOrder() {
        assertThat(Frames.of(new ClientMessage("james/blog", "1", "2", "write", PAYLOAD)))
                .isEqualTo(Value.from(Arrays.asList("1", "2", "store:james/blog", "write", PAYLOAD)));
        assertThat(Frames.heartbeat("7"))
                .isEqualTo(Value.from(Arrays.asList(null, "7", "phoenix", "heartbeat", MapValue.EMPTY)));
    }

    @Test
    void aFrameIsAboutAStoreTheConnectionOrSomethingElse() {
        assertThat(read(List.of(), null, null, "store:a:b/c", "event", PAYLOAD))
                .isEqualTo(new Frames.Subject.Store(new ServerMessage("a:b/c", null, null, "event", PAYLOAD)));
        assertThat(read(List.of(), null, "7", "phoenix", "phx_reply", PAYLOAD)).isEqualTo(new Frames.Subject.Connection());
        assertThat(read(List.of(), null, null, "room:lobby", "event", PAYLOAD))
                .isEqualTo(new Frames.Subject.Other("room:lobby"));
    }

    @Test
    void whatCannotBeReadOfThePayloadIsNamedAsSeenFromThere() {
        var subject = (Frames.Subject.Store) read(List.of(List.of("4", "rows", "k")), "1", null, "store:s", "event", PAYLOAD);
        assertThat(subject.message().unreadable()).containsExactly(List.of("rows", "k"));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> read(List.of(List.of("3")), "1", null, "store:s", "event", PAYLOAD))
                .withMessageContaining("event");
    }

    @Test
    void whatIsNoFrameIsNotRead() {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> read(List.of(), "1", "2", "store:s", "event"));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> read(List.of(), "1", 2, "store:s", "event", PAYLOAD)).withMessageContaining("ref");
    }
}
