package dev.dust;

import dev.dust.path.DustPath;
import dev.dust.write.OpName;
import java.time.Instant;

/**
 * A committed op that passed by.
 *
 * @param path     its path
 * @param op       what was done
 * @param own      whether this client wrote it
 * @param storeSeq its store_seq
 * @param at       when it was applied here
 */
public record Activity(DustPath path, OpName op, boolean own, long storeSeq, Instant at) {
}
