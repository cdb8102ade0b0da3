package dev.dust.testkit.simulation;

import dev.dust.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What happened, line by line. Costs next to nothing while nobody wants to know. */
final class Trace {
    private final VirtualTime time;
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    Trace(VirtualTime time, boolean kept) {
        this.time = time;
        this.kept = kept;
    }

    /** Adds a line, made as {@link String#format} does. */
    void note(String format, @Nullable Object... args) {
        if (kept) {
            double seconds = time.nanos() / (double) TimeUnit.SECONDS.toNanos(1);
            lines.add(String.format(Locale.ROOT, "%10.4f ", seconds) + String.format(Locale.ROOT, format, args));
        }
    }

    List<String> lines() {
        return lines;
    }
}
