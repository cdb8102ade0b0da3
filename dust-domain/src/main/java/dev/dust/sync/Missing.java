package dev.dust.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server's history has and the rows here do not: the applied seq passes over what cannot be applied, and this is the
 * trace that it leaves. A snapshot that was read whole ends it.
 */
final class Missing {
    private long count;
    private @Nullable String latest;

    /** An event was passed over. */
    void event(ServerEvent event, @Nullable String why) {
        count++;
        latest = "event " + event.seq() + " (" + event.op() + (event.path() == null ? "" : " of " + event.path()) + "): " + why;
    }

    /** A frame was passed over of which nothing could be told. */
    void frame(String why) {
        count++;
        latest = "a frame: " + why;
    }

    /** All rows were replaced, but for these. */
    void snapshot(long seq, List<String> unreadable) {
        count = unreadable.size();
        latest = count == 0 ? null : "entry " + unreadable.getLast() + " of the snapshot " + seq;
    }

    /** Everything is fetched anew. */
    void nothing() {
        count = 0;
        latest = null;
    }

    /** The rows are those of {@code other}. */
    void as(Missing other) {
        count = other.count;
        latest = other.latest;
    }

    /** How many events and rows there are. */
    long count() {
        return count;
    }

    /** What is missing, for people; null if nothing is. */
    @Nullable
    String describe() {
        return count == 0
                ? null
                : count + (count == 1 ? " event or row" : " events or rows") + " of the server could not be read, and "
                        + (count == 1 ? "is" : "are") + " missing here; the latest is " + latest;
    }
}
