package dev.dust.testkit.contract;

import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** What is too large to be made anew for each transport that is asked whether it brings it. */
final class Large {
    /** A long text, a lot of short ones, and a few that UTF-8 needs more bytes for. */
    static final MapValue MESSAGE = Wire.mapOf("text", "x\u00eb\ud83d\ude00".repeat(2 << 20), "list",
            IntStream.range(0, 500_000).boxed().toList());

    /** Eight megabytes and a few bytes more. */
    private static final byte[] CONTENT = randomContent((8 << 20) + 7);

    private Large() {
    }

    private static byte[] randomContent(int size) {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        return content;
    }

    /** The content of a large file. */
    static byte[] content() {
        return CONTENT.clone();
    }

    /** The content of one of {@code size} bytes, which are less. */
    static byte[] content(int size) {
        return Arrays.copyOf(CONTENT, size);
    }
}
