package dev.dust.cli;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, as settings have it. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** What one looks like. */
    static final String FORM = "such as 500ms, 30s, 5min, 2h or 1d";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|min|h|d)");

    @Override
    public Duration convert(String text) {
        if (text.equals("forever")) {
            return Durations.FOR_EVER;
        }
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new TypeConversionException("a duration is a number with its unit, " + FORM + ", not " + text);
        }
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
