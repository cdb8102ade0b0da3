package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;

import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * A pattern of paths (docs/protocol.md#patterns) as a condition on stored paths. {@code users/*}{@code /name} is
 * {@code LIKE 'users/%/name'} and {@code NOT LIKE '%/%/%/%'}: with as many separators as the pattern has, a {@code %} cannot
 * hold one.
 */
final class LikePattern {
    private static final String MANY = "**";

    private LikePattern() {
    }

    /** True of at least the paths that match; of all if {@code pattern} is null. */
    static Condition condition(String pattern) {
        if (pattern == null) {
            return DSL.noCondition();
        }
        String[] segments = pattern.split("/", -1);
        var like = new StringBuilder();
        var deeper = new StringBuilder("%");
        for (int i = 0; i < segments.length; i++) {
            if (i > 0) {
                like.append('/');
            }
            append(segments[i], like);
            deeper.append("/%");
        }
        Condition matches = ENTRIES.PATH.like(like.toString());
        boolean anyDepth = segments[segments.length - 1].equals(MANY);
        return anyDepth ? matches : matches.and(ENTRIES.PATH.notLike(deeper.toString()));
    }

    private static void append(String segment, StringBuilder like) {
        switch (segment) {
            case "*", MANY -> like.append('%');
            case "\\*", "\\**" -> like.append(segment, 1, segment.length());
            default -> {
                String stored = Text.stored(segment);
                for (int i = 0; i < stored.length(); i++) {
                    char c = stored.charAt(i);
                    if (c == '%' || c == '_' || c == '\\') {
                        like.append('\\');
                    }
                    like.append(c);
                }
            }
        }
    }
}
