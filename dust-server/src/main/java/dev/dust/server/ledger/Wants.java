package dev.dust.server.ledger;

import java.util.List;

/**
 * Which rows somebody is going to read.
 *
 * @param keys  of rows
 * @param below of subtrees, without the rows at these keys themselves
 */
public record Wants(List<String> keys, List<String> below) {
    /** No rows. */
    public static final Wants NOTHING = new Wants(List.of(), List.of());

    /** Copies the lists. */
    public Wants {
        keys = List.copyOf(keys);
        below = List.copyOf(below);
    }
}
