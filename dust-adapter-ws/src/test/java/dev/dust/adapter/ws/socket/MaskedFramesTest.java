package dev.dust.adapter.ws.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedFramesTest {
    private final MaskedFrames frames = new MaskedFrames();

    /** Read as the RFC has it, byte by byte. */
    private static byte[] read(ByteBuffer frame, int opCode) {
        assertThat(frame.get() & 0xFF).as("whole, and of its kind").isEqualTo(0x80 | opCode);
        int second = frame.get() & 0xFF;
        assertThat(second & 0x80).as("masked").isEqualTo(0x80);
        long length = second & 0x7F;
        if (length == 126) {
            length = frame.getShort() & 0xFFFF;
            assertThat(length).as("no longer than it has to be").isGreaterThan(125);
        } else if (length == 127) {
            length = frame.getLong();
            assertThat(length).as("no longer than it has to be").isGreaterThan(0xFFFF);
        }
        var key = new byte[4];
        frame.get(key);
        assertThat(frame.remaining()).isEqualTo((int) length);
        var message = new byte[(int) length];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (frame.get() ^ key[i % 4]);
        }
        return message;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 15, 16, 125, 126, 127, 1_000, 65_535, 65_536, 100_001})
    void messageOfAnyLength_isInTheFrame(int length) {
        var message = new byte[length];
        new Random(length).nextBytes(message);
        byte[] before = message.clone();
        assertThat(read(frames.frame(true, message), 1)).isEqualTo(before);
        assertThat(read(frames.frame(false, message), 2)).isEqualTo(before);
        assertThat(message).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void everyFrameHasAKeyOfItsOwn(int length) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            keys.add(frames.frame(true, new byte[length]).getInt(2));
        }
        assertThat(keys).hasSizeGreaterThan(4_990);
    }
}
