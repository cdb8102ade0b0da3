package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;

/** Why there may be no revision to match, and what to do then. */
final class Revisions {
    private static final String NONE = "no_revision";

    private Revisions() {
    }

    /** The entry shows what this client has written. */
    static InvalidRequestException pending(DustPath path) {
        return new InvalidRequestException(NONE, "the entry of " + path
                + " shows a write that the server has not confirmed, so that there is no revision for it: read it by"
                + " store.committed(), or let store.update read and write");
    }

    /** The row came by a snapshot. */
    static InvalidRequestException untold(DustPath path) {
        return new InvalidRequestException(NONE, "the row at " + path + " came by a snapshot, and the server did not tell its"
                + " revision. It has one again when somebody writes it; until then let all its writers take a lease, and fence"
                + " the write or the update with that. For counters and sets, increment, add and remove need no revision");
    }

    /** What is there, or is to be there, is no single row. */
    static InvalidRequestException ofObject(DustPath path) {
        return new InvalidRequestException("if_match_multi_leaf", "at " + path
                + " is an object, which stands in several rows, and"
                + " the server compares the revision of one: keep the object in one leaf (as a text of JSON, or a list), or"
                + " update a version leaf of it first, or let all its writers take a lease, and fence their writes with that");
    }
}
