package dev.dust.engine;

import dev.dust.path.DustPath;

/**
 * A committed op that passed by.
 *
 * @param path     its path
 * @param op       its name on the wire
 * @param own      whether this client wrote it
 * @param storeSeq its store_seq
 * @param atMillis when it was applied here, Unix milliseconds
 */
public record ActivityEntry(DustPath path, String op, boolean own, long storeSeq, long atMillis) {
}
