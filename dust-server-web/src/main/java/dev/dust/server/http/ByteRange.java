package dev.dust.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a content a request asks for (RFC 9110, 14.2). Immutable.
 *
 * @param from   how many bytes are left out at the beginning
 * @param length how many bytes follow; 0 for a part that there is not
 * @param size   how many bytes the content has
 */
record ByteRange(long from, long length, long size) {
    /** One range: several are answered by the whole. */
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * What a header says.
     *
     * @param header {@code Range}, or null if there is none
     * @param size   how many bytes the content has
     * @return null for all of it, also where the header is none that is understood
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        Matcher range = RANGE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return null;
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(range.group(2)));
            return new ByteRange(size - last, last, size);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(range.group(2));
        if (to < from) {
            return null;
        }
        return new ByteRange(from, Math.max(0, Math.min(to + 1, size) - from), size);
    }

    /** The header {@code Content-Range} that tells of it. */
    String told() {
        return length == 0 ? "bytes */" + size : "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
