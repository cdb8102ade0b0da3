package dev.dust.config;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting that has a name: {@code ack-timeout} is {@code dust.ack-timeout} among properties, and {@code DUST_ACK_TIMEOUT} in
 * the environment. Immutable.
 *
 * @param <T> what it is a setting of
 */
public final class Setting<T> {
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern DURATION = Pattern.compile("(\\d+) ?(ms|s|min|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(?: ?(KiB|MiB|GiB))?");

    private final String name;
    private final String form;
    private final String byDefault;
    private final String meaning;
    private final boolean secret;
    private final Function<String, T> parser;

    private Setting(String name, String form, String byDefault, String meaning, boolean secret, Function<String, T> parser) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a setting's name is of lower-case words with hyphens between them: " + name);
        }
        this.name = name;
        this.form = form;
        this.byDefault = Objects.requireNonNull(byDefault, "byDefault");
        this.meaning = Objects.requireNonNull(meaning, "meaning");
        this.secret = secret;
        this.parser = parser;
    }

    /** Of a text, which is what it is. {@code byDefault} is for people: what holds where it is not set. */
    public static Setting<String> text(String name, String byDefault, String meaning) {
        return new Setting<>(name, "text", byDefault, meaning, false, text -> text);
    }

    /** Of a text that nothing prints: a token, a password. */
    public static Setting<String> secret(String name, String byDefault, String meaning) {
        return new Setting<>(name, "text, never printed", byDefault, meaning, true, text -> text);
    }

    /** Of a whole number, 0 or more. */
    public static Setting<Integer> number(String name, String byDefault, String meaning) {
        return new Setting<>(name, "whole number", byDefault, meaning, false, Integer::parseUnsignedInt);
    }

    /** Of a number of bytes, such as {@code 8000000} or {@code 64MiB}. */
    public static Setting<Long> bytes(String name, String byDefault, String meaning) {
        return new Setting<>(name, "bytes, such as `8000000` or `64MiB`", byDefault, meaning, false, Setting::bytes);
    }

    /** Of a duration, such as {@code 500ms}, {@code 30s}, {@code 5min}, {@code 2h}, {@code 1d}, or {@code forever}. */
    public static Setting<Duration> duration(String name, String byDefault, String meaning) {
        return new Setting<>(name, "duration, such as `500ms`, `30s`, `5min`, `2h`, `1d`, or `forever`", byDefault, meaning,
                false, Setting::duration);
    }

    /** Of {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String name, String byDefault, String meaning) {
        return new Setting<>(name, "`true` or `false`", byDefault, meaning, false, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    /** Of one of an enum's constants, in lower case and with hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(String name, Class<E> choices, String byDefault, String meaning) {
        List<E> all = Arrays.asList(choices.getEnumConstants());
        String form = String.join(" or ", all.stream().map(choice -> "`" + named(choice) + "`").toList());
        return new Setting<>(name, form, byDefault, meaning, false,
                text -> all.stream().filter(choice -> named(choice).equals(text)).findFirst().orElseThrow());
    }

    private static String named(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long bytes(String text) {
        Matcher size = matched(SIZE, text);
        long factor = switch (size.group(2)) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case null, default -> 1;
        };
        return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
    }

    private static Duration duration(String text) {
        if ("forever".equals(text)) {
            return Durations.FOR_EVER;
        }
        Matcher duration = matched(DURATION, text);
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }

    /** Its name, without a prefix: {@code ack-timeout}. */
    public String name() {
        return name;
    }

    /** Its name among properties: {@code dust.ack-timeout}. */
    public String property() {
        return Settings.PROPERTY_PREFIX + name;
    }

    /** Its name in the environment: {@code DUST_ACK_TIMEOUT}. */
    public String variable() {
        return Settings.VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Which texts it takes, for people. */
    public String form() {
        return form;
    }

    /** What holds where it is not set, for people. */
    public String byDefault() {
        return byDefault;
    }

    /** What it is for, for people. */
    public String meaning() {
        return meaning;
    }

    /** Whether what it says is never to be printed. */
    public boolean isSecret() {
        return secret;
    }

    T parse(String source, String text) {
        try {
            return parser.apply(text);
        } catch (RuntimeException otherForm) {
            throw new IllegalArgumentException(
                    source + " must be " + form.replace("`", "") + (secret ? "" : ", not \"" + text + "\""), otherForm);
        }
    }

    /** The property. */
    @Override
    public String toString() {
        return property();
    }
}
