package dev.dust.server.rules;

import java.util.List;

/** Is told what a store is about to commit, before anybody can see it. */
@FunctionalInterface
public interface Recorder {
    /** Keeps nothing. */
    Recorder NONE = events -> {
    };

    /**
     * These events are committed if this returns; if it throws, none is.
     *
     * @param events in order, never empty
     * @throws Refusal where they cannot be kept
     */
    void record(List<Event> events);
}
