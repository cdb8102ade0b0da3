package dev.dust.value;

import java.time.Instant;

/**
 * A point in time, ISO-8601 in UTC on the wire. Equality is that of its text, as on the wire; other clients write fractions of
 * a second that Java leaves out ({@code 2026-01-01T00:00:00.000Z}), and their text is kept.
 */
public final class DateTimeValue implements TypedValue {
    private final String text;
    private final Instant instant;

    DateTimeValue(String text, Instant instant) {
        this.text = text;
        this.instant = instant;
    }

    /** The datetime {@code instant}, which must not be null. */
    public static DateTimeValue of(Instant instant) {
        return new DateTimeValue(instant.toString(), instant);
    }

    /** The point in time. */
    public Instant instant() {
        return instant;
    }

    @Override
    public MapValue wire() {
        return TypedForms.wire(Types.DATETIME, text);
    }

    @Override
    public String type() {
        return Types.DATETIME;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    /** The Instant. */
    @Override
    public Object toPlain() {
        return instant;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DateTimeValue that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The time as it is written on the wire. */
    @Override
    public String toString() {
        return text;
    }
}
