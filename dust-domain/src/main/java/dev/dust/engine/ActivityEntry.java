package dev.dust.engine;

import dev.dust.path.DustPath;
import dev.dust.write.OpName;

/**
 * A committed op that passed by.
 *
 * @param path     its path
 * @param op       what was done
 * @param own      whether this client wrote it
 * @param storeSeq its store_seq
 * @param atMillis when it was applied here, Unix milliseconds
 */
public record ActivityEntry(DustPath path, OpName op, boolean own, long storeSeq, long atMillis) {
}
