package dev.dust.testkit.contract;

import java.util.Map;
import java.util.regex.Pattern;

/** Patterns of every kind, and of characters that mean something to a database or an expression. */
final class Patterns {
    /** What every key is like. */
    static final Pattern ANYTHING = Pattern.compile(".+", Pattern.DOTALL);
    /** Rendered patterns, and what they match as an expression over keys. */
    static final Map<String, Pattern> EXPRESSIONS = Map.ofEntries(entry("**", ".+"), entry("*", "[^/]+"),
            entry("*/*", "[^/]+/[^/]+"),
            entry("users/*/name", "users/[^/]+/name"), entry("users/**", "users/.+"), entry("users/*/**", "users/[^/]+/.+"),
            entry("users/u07/*", "users/u07/[^/]+"), entry("*/u07/name", "[^/]+/u07/name"), entry("users/u07", "users/u07"),
            entry("a/\\*", "a/\\*"), entry("a/\\**", "a/\\*\\*"), entry("\\*/*", "\\*/[^/]+"), entry("a_b/*", "a_b/[^/]+"),
            entry("100%/*", "100%/[^/]+"), entry("a.b/*", "a\\.b/[^/]+"), entry("a*b/*", "a\\*b/[^/]+"),
            entry("back\\slash/*", "back\\\\slash/[^/]+"), entry("(x|y)/*", "\\(x\\|y\\)/[^/]+"),
            entry("a~1b/*", "a~1b/[^/]+"), entry("none/*", "none/[^/]+"));

    private Patterns() {
    }

    private static Map.Entry<String, Pattern> entry(String pattern, String expression) {
        return Map.entry(pattern, Pattern.compile(expression, Pattern.DOTALL));
    }
}
