package dev.dust.testkit.contract;

import dev.dust.server.ledger.StoreLedger;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears of a store, and writes down what. */
final class Heard implements StoreLedger.Follower {
    final List<Long> seqs = new CopyOnWriteArrayList<>();
    volatile boolean archived;

    @Override
    public void reached(long seq) {
        seqs.add(seq);
    }

    @Override
    public void archived() {
        archived = true;
    }

    boolean hasReached(long seq) {
        return !seqs.isEmpty() && seqs.getLast() == seq;
    }
}
