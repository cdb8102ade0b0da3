package dev.dust.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

/** Contents have the hashes that the standard gives them (FIPS 180-4), and the protocol's form of these for a name. */
class Sha256Test {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aContentHasThePublishedHash() {
        assertThat(Sha256.hex("abc".getBytes(UTF_8))).isEqualTo(ABC);
        assertThat(Sha256.name("abc".getBytes(UTF_8))).isEqualTo("sha256:" + ABC);
    }

    @Test
    void aContentThatCameInPiecesHasTheSameName() {
        MessageDigest digest = Sha256.digest();
        digest.update("a".getBytes(UTF_8));
        digest.update("bc".getBytes(UTF_8));
        assertThat(Sha256.name(digest)).isEqualTo("sha256:" + ABC);
        // Asking has reset it.
        assertThat(Sha256.name(digest)).isEqualTo(Sha256.name(new byte[0]));
    }
}
