package dev.dust.value;

/**
 * Tells what {@link java.math.BigDecimal} would read, in one pass: reading it takes time that grows with the square of its
 * length, which a stranger's frame could make use of.
 */
final class DecimalSyntax {
    private static final int MOST_EXPONENT_DIGITS = 10;

    private DecimalSyntax() {
    }

    /** Whether {@code text} is a sign, digits with at most one point, and an exponent that keeps the scale within an int. */
    static boolean isDecimal(String text) {
        int at = signEnd(text, 0);
        int digits = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < text.length() && !isExponentMark(text.charAt(at)); at++) {
            char c = text.charAt(at);
            if (c == '.' && !point) {
                point = true;
            } else if (isDigit(c)) {
                digits++;
                fraction += point ? 1 : 0;
            } else {
                return false;
            }
        }
        return digits > 0 && (at == text.length() || isExponent(text, at + 1, fraction));
    }

    private static boolean isExponent(String text, int from, int fraction) {
        int at = signEnd(text, from);
        int digits = text.length() - at;
        if (digits < 1 || digits > MOST_EXPONENT_DIGITS) {
            return false;
        }
        long exponent = 0;
        for (; at < text.length(); at++) {
            if (!isDigit(text.charAt(at))) {
                return false;
            }
            exponent = exponent * 10 + text.charAt(at) - '0';
        }
        exponent = text.charAt(from) == '-' ? -exponent : exponent;
        long scale = fraction - exponent;
        // Of an exponent beyond an int, older JDKs read nothing, whatever the scale would be.
        return exponent == (int) exponent && scale == (int) scale;
    }

    private static int signEnd(String text, int at) {
        return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
    }

    private static boolean isExponentMark(char c) {
        return c == 'e' || c == 'E';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
