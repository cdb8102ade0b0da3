package dev.dust;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Ids as docs/protocol.md#terms wants them: a prefix and 12 random bytes, URL-safe base64. */
final class Ids {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Ids() {
    }

    static String op(RandomGenerator random) {
        return id("op_", random);
    }

    static String device(RandomGenerator random) {
        return id("dev_", random);
    }

    private static String id(String prefix, RandomGenerator random) {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return prefix + BASE64.encodeToString(bytes);
    }
}
