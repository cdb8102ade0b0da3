package dev.dust.engine;

import dev.dust.sync.PendingIndex;

/**
 * The pending ops that belong on top of the committed rows of a seq. These form a chain, newer ones behind: the next one is hung on
 * before the rows are committed, so that a reader who finds the newer rows finds the ops that belong to them too, and none of them
 * twice. Nobody waits.
 */
final class Published {
    final long seq;
    final PendingIndex index;
    volatile Published next;

    Published(long seq, PendingIndex index) {
        this.seq = seq;
        this.index = index;
    }

    /** The newest of the chain that belongs on rows of {@code rowsSeq}. */
    Published under(long rowsSeq) {
        Published found = this;
        for (Published newer = next; newer != null && newer.seq <= rowsSeq; newer = newer.next) {
            found = newer;
        }
        return found;
    }
}
