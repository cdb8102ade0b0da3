package dev.dust.server.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told what a store is about to commit, before anybody can see it. */
@FunctionalInterface
public interface Recorder {
    /** Keeps nothing. */
    Recorder NONE = (events, file) -> {
    };

    /**
     * These events are committed if this returns; if it throws, none is.
     *
     * @param events in order, never empty
     * @param file   the content that the event of a {@code put_file} is about, or null
     * @throws Refusal where they cannot be kept
     */
    void record(List<Event> events, Blobs.@Nullable Blob file);
}
