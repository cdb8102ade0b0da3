package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.value.MapValue;

/** Reads store_seqs, which servers count up from 1, one by one. */
final class Seqs {
    /** More than any history has, and what all peers can tell apart. */
    private static final long MOST = 1L << 53;

    private Seqs() {
    }

    /** The seq at {@code key}; 0 if there is none, or something that no server has counted up to. */
    static long of(MapValue map, String key) {
        long seq = Fields.whole(map, key).orElse(0);
        return seq > 0 && seq <= MOST ? seq : 0;
    }

    /** Whether {@code key} holds a seq, 0 included. */
    static boolean has(MapValue map, String key) {
        long seq = Fields.whole(map, key).orElse(-1);
        return seq >= 0 && seq <= MOST;
    }
}
