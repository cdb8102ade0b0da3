package dev.dust.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time on the command line of whoever runs servers. */
final class TimeText {
    /** What one looks like. */
    private static final String FORM = "such as 30d, 12h, 10m or 5s";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smhd])");

    private TimeText() {
    }

    /** What is wrong with {@code text}, which is no time, or none that {@code option} takes. */
    static String mistake(String option, String text) {
        return option + " takes a time " + FORM + ", not " + text;
    }

    /** Such as 30d, 12h, 10m or 5s, or as ISO 8601 has it; null for anything else. */
    static @Nullable Duration parse(String text) {
        Matcher simple = TIME.matcher(text);
        if (simple.matches()) {
            long number = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
