package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths (docs/protocol.md#patterns) as a condition on stored paths. {@code users/*}{@code /name} is
 * {@code LIKE 'users/%/name'} and {@code NOT LIKE '%/%/%/%'}: with as many separators as the pattern has, a {@code %} cannot
 * hold one.
 *
 * @param like   what paths that match are like; null for all
 * @param deeper what they are not like; null for nothing
 */
record LikePattern(@Nullable String like, @Nullable String deeper) {
    private static final String MANY = "**";

    /** One that holds for at least the paths that match; for all if {@code pattern} is null. */
    static LikePattern of(@Nullable String pattern) {
        if (pattern == null) {
            return new LikePattern(null, null);
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
        boolean anyDepth = segments[segments.length - 1].equals(MANY);
        return new LikePattern(like.toString(), anyDepth ? null : deeper.toString());
    }

    Condition condition() {
        Condition matches = like == null ? DSL.noCondition() : ENTRIES.PATH.like(like);
        return deeper == null ? matches : matches.and(ENTRIES.PATH.notLike(deeper));
    }

    private static void append(String segment, StringBuilder like) {
        switch (segment) {
            case "*", MANY -> like.append('%');
            case "\\*", "\\**" -> like.append(segment, 1, segment.length());
            default -> {
                String stored = TextEscaping.stored(segment);
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
