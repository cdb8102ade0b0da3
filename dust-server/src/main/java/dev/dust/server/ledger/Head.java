package dev.dust.server.ledger;

/**
 * How far a store is.
 *
 * @param seq          the number of its last op, 0 if there was none
 * @param compactedSeq the compaction point: up to here ops are forgotten; 0 if none are
 * @param rows         how many rows it has
 * @param archived     whether it is archived
 */
public record Head(long seq, long compactedSeq, long rows, boolean archived) {
}
