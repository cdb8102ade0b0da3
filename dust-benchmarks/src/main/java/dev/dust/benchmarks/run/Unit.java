package dev.dust.benchmarks.run;

import java.util.Locale;

/** What figures count. */
enum Unit {
    /** Operations a second. */
    RATE {
        @Override
        String show(double figure) {
            return figure >= 1e6
                    ? format("%.2f M/s", 1e-6 * figure)
                    : figure >= 1e4
                            ? format("%.1f k/s", 1e-3 * figure)
                            : format("%.0f /s", figure);
        }
    },
    /** Bytes. */
    BYTES {
        @Override
        String show(double figure) {
            return format("%.0f B", figure);
        }
    },
    /** MiB. */
    MEBIBYTES {
        @Override
        String show(double figure) {
            return format("%.1f MiB", figure);
        }
    },
    /** Microseconds. */
    MICROSECONDS {
        @Override
        String show(double figure) {
            return format("%.0f us", figure);
        }
    },
    /** Multiples of the frame. */
    FRAMES {
        @Override
        String show(double figure) {
            return format("%.1f frames", figure);
        }
    };

    abstract String show(double figure);

    private static String format(String pattern, double figure) {
        return String.format(Locale.ROOT, pattern, figure);
    }
}
