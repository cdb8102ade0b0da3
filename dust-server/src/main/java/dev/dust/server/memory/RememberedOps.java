package dev.dust.server.memory;

import dev.dust.server.ledger.Retention;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many ops the stores of a ledger remember beyond their histories, so that a push that comes again is recognised
 * (docs/server.md#retention): as many as there is memory for. Thread-safe.
 */
final class RememberedOps {
    private static final System.Logger LOG = System.getLogger(RememberedOps.class.getName());
    /** An id, its key in a map, and what an answer tells: some 300 bytes. */
    private static final long BYTES = 320;
    private static final int SHARE_OF_HEAP = 4;
    private static final long NONE = Long.MIN_VALUE;

    private final long most;
    private final AtomicLong count = new AtomicLong();
    /** When the youngest was decided that had to go before its time; {@link #NONE} if none had since that was told. */
    private final AtomicLong forgottenEarly = new AtomicLong(NONE);

    /** @param most how many, of all stores */
    RememberedOps(long most) {
        this.most = most;
    }

    /** As many as have room in a quarter of the heap. */
    static RememberedOps ofThisHeap() {
        return new RememberedOps(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES);
    }

    void add(int ops) {
        count.addAndGet(ops);
    }

    void remove(int ops) {
        count.addAndGet(-ops);
    }

    boolean hasRoom() {
        return count.get() <= most;
    }

    void noteForgottenEarly(long decidedMillis) {
        forgottenEarly.accumulateAndGet(decidedMillis, Math::max);
    }

    /** Warns of ops that had to go before their time, if any had since it did so last. */
    void tell(Retention retention, long nowMillis) {
        long decided = forgottenEarly.getAndSet(NONE);
        if (decided != NONE) {
            LOG.log(System.Logger.Level.WARNING,
                    "there is memory for " + most + " ops beyond the history, by which pushes that "
                            + "come again are recognised: for those of the last " + Duration.ofMillis(nowMillis - decided)
                            + " in place of " + retention.resends() + ". Give the server more heap (-Xmx), or a ledger");
        }
    }
}
