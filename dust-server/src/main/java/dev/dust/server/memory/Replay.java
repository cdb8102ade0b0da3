package dev.dust.server.memory;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;

/** Tells what an op did to the rows that was committed before: a journal keeps ops, and not what they do. */
@FunctionalInterface
public interface Replay {
    /** What {@code event} does, over {@code rows} as they were before it. */
    RowChanges changesOf(Event event, Rows rows);
}
