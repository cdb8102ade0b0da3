package dev.dust.benchmarks.comparison;

import java.util.Locale;

/** What a figure says. */
enum Measure {
    /** How many a second: more is better. */
    RATE("/s", true),
    /** Millions a second: more is better. */
    MILLIONS("M/s", true),
    /** Microseconds: less is better. */
    MICROS("us", false),
    /** Milliseconds: less is better. */
    MILLIS("ms", false);

    private static final int MANY = 100;

    private final String unit;
    private final boolean moreIsBetter;

    Measure(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    String unit() {
        return unit;
    }

    /** How often as good as another's a figure is. */
    double ratio(double figure, double other) {
        return moreIsBetter ? figure / other : other / figure;
    }

    /** As a person reads it. */
    static String show(double figure) {
        return String.format(Locale.ROOT, figure >= MANY ? "%,.0f" : figure >= 1 ? "%.1f" : "%.2f", figure);
    }
}
