package dev.dust.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The seeds of simulations.
 *
 * @param from the first
 * @param to   the last, not below the first
 */
record SeedRange(long from, long to) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,18})(?:\\.\\.(-?\\d{1,18}))?");

    /** Reads {@code FROM..TO}, or one seed. */
    static final class Converter implements ITypeConverter<SeedRange> {

        @Override
        public SeedRange convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("seeds look like 1..1000, or 7, not " + text);
            }
            long from = Long.parseLong(matcher.group(1));
            long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
            if (to < from) {
                throw new TypeConversionException("there are no seeds from " + from + " to " + to);
            }
            return new SeedRange(from, to);
        }
    }
}
