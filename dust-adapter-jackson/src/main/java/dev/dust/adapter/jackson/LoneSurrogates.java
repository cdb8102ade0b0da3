package dev.dust.adapter.jackson;

/**
 * Escapes of surrogates without their partner, such as {@code \}{@code ud800}: well-formed JSON, and no text. The parser gives
 * up on one in a key, and cannot go on behind it; on the character itself it does not.
 */
final class LoneSurrogates {
    private static final int ESCAPE = 6;
    private static final int HEX = 16;

    private LoneSurrogates() {
    }

    /** {@code json} with each of these escapes as the character that it stands for, which no UTF-8 decodes to. */
    static String unescaped(String json) {
        int at = json.indexOf('\\');
        if (at < 0) {
            return json;
        }
        var text = new StringBuilder(json.length()).append(json, 0, at);
        while (at < json.length()) {
            int escaped = surrogateAt(json, at);
            if (escaped >= 0) {
                boolean pair = Character.isHighSurrogate((char) escaped) && isLowAt(json, at + ESCAPE);
                int end = at + (pair ? 2 * ESCAPE : ESCAPE);
                if (pair) {
                    text.append(json, at, end);
                } else {
                    text.append((char) escaped);
                }
                at = end;
            } else {
                int end = Math.min(json.length(), at + (json.charAt(at) == '\\' ? 2 : 1));
                text.append(json, at, end);
                at = end;
            }
        }
        return text.toString();
    }

    private static boolean isLowAt(String json, int at) {
        int escaped = surrogateAt(json, at);
        return escaped >= 0 && Character.isLowSurrogate((char) escaped);
    }

    /** The surrogate whose escape begins at {@code at}, or -1 if none does. */
    private static int surrogateAt(String json, int at) {
        if (at + ESCAPE > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            int digit = json.charAt(i) < 0x80 ? Character.digit(json.charAt(i), HEX) : -1;
            if (digit < 0) {
                return -1;
            }
            code = code * HEX + digit;
        }
        return Character.isSurrogate((char) code) ? code : -1;
    }
}
