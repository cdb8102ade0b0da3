package dev.dust.cli;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line: as settings have it, with m for minutes, too. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** What one looks like. */
    static final String FORM = "such as 500ms, 30s, 5m, 2h or 1d";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|min|m|h|d)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    /** Longer ones have no number of nanoseconds. */
    private static final Duration MOST = Duration.ofDays(36_500);

    /** The same, where a number by itself is one of seconds. */
    static final class OrSeconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return new DurationConverter().convert(SECONDS.matcher(text).matches() ? text + "s" : text);
        }
    }

    @Override
    public Duration convert(String text) {
        if (text.equals("forever")) {
            return Durations.FOR_EVER;
        }
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new TypeConversionException("a duration is a number with its unit, " + FORM + ", not " + text);
        }
        Duration converted = of(Long.parseLong(duration.group(1)), duration.group(2));
        if (converted.compareTo(MOST) > 0) {
            throw new TypeConversionException("a duration has " + MOST.toDays() + "d at most, not " + text);
        }
        return converted;
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min", "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
