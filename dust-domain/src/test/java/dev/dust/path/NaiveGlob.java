package dev.dust.path;

import java.util.List;

/** The rules of patterns, written down for lists of raw segments. */
final class NaiveGlob {
    private NaiveGlob() {
    }

    static boolean matches(List<String> pattern, List<String> path) {
        if (pattern.isEmpty() || path.isEmpty()) {
            return pattern.isEmpty() && path.isEmpty();
        }
        String first = pattern.getFirst();
        if (first.equals("**")) {
            return true;
        }
        return matchesOne(first, path.getFirst())
                && matches(pattern.subList(1, pattern.size()), path.subList(1, path.size()));
    }

    /** Whether the pattern matches the path, or could match one above or below it. */
    static boolean touches(List<String> pattern, List<String> path) {
        for (int i = 0; i < Math.min(pattern.size(), path.size()); i++) {
            if (pattern.get(i).equals("**")) {
                return true;
            }
            if (!matchesOne(pattern.get(i), path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesOne(String patternSegment, String segment) {
        return switch (patternSegment) {
            case "*" -> true;
            case "\\*" -> segment.equals("*");
            case "\\**" -> segment.equals("**");
            default -> segment.equals(patternSegment);
        };
    }
}
