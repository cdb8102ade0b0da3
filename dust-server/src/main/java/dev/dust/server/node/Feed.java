package dev.dust.server.node;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.metrics.Measures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings what happens in a store that other servers write, too, to its members here: all of it, in order and without a hole,
 * whoever wrote it. What was written here is sent from memory if nothing of others lies between; everything else is read. While
 * there are no members nothing is read. Safe for every thread.
 */
final class Feed implements StoreLedger.Follower {
    private static final System.Logger LOG = System.getLogger(Feed.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Nobody has to read on. */
    private static final long NONE = -1;

    /** Those who are to hear of it. Called under the lock that guards them. */
    interface Members {
        /** The next op. */
        void hear(Event event);

        /** Ops are forgotten that nobody here has heard of: those who are there have to begin again. */
        void lose();

        /** Nothing happens any more. */
        void endArchived();
    }

    private final StoreLedger ledger;
    private final Members members;
    private final Execution execution;
    /**
     * Guards the members, and what is written to {@code sentSeq} and {@code following}. Nobody reads the ledger under it but
     * those who begin.
     */
    private final ReentrantLock lock;
    /** Whose turn it is to bring ops. Fair, so that whoever reads comes to it among those who write. */
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Measures measures;
    private final AtomicLong reached = new AtomicLong();
    /** The last op that members have heard of. */
    private volatile long sentSeq;
    private volatile StoreLedger.@Nullable Following following;
    /** Since when the ledger has had more than that; 0 while it has not. */
    private volatile long behindSinceNanos;
    /** Whether somebody is about to read on, who sees all that was noted before his turn. */
    private final AtomicBoolean coming = new AtomicBoolean();
    /** Whether it is tried again after a while what could not be read. */
    private final AtomicBoolean tryingAgain = new AtomicBoolean();

    /**
     * Nothing is brought yet.
     *
     * @param lock      guards {@code members}
     * @param execution where the ledger is read
     * @param measures  what the server tells of itself
     */
    Feed(StoreLedger ledger, Members members, ReentrantLock lock, Execution execution, Measures measures) {
        this.ledger = ledger;
        this.members = members;
        this.lock = lock;
        this.execution = execution;
        this.measures = measures;
    }

    /**
     * There is a member. From now on all that comes after this moment is brought. Under the lock.
     *
     * @throws LedgerException if the ledger cannot be followed now; then nothing has begun
     */
    void begin() {
        if (following != null) {
            return;
        }
        StoreLedger.Following begun = ledger.follow(this);
        try {
            sentSeq = ledger.head().seq();
            behindSinceNanos = 0;
            following = begun;
        } finally {
            if (following == null) {
                begun.end();
            }
        }
    }

    /** There is no member any more. Under the lock. */
    void end() {
        StoreLedger.Following ending = following;
        if (ending != null) {
            ending.end();
            following = null;
        }
    }

    /** Writes a batch, and brings what it has committed before anybody is answered. */
    List<Outcome> write(List<? extends Push> batch) {
        turn.lock();
        try {
            List<Outcome> outcomes = measures.write(ledger, batch);
            List<Event> events = outcomes.stream().flatMap(Feed::committed).toList();
            if (!events.isEmpty()) {
                note(events.getLast().storeSeq());
                readOn(deliver(events));
            }
            return outcomes;
        } finally {
            turn.unlock();
        }
    }

    private static Stream<Event> committed(Outcome outcome) {
        return outcome instanceof Outcome.Judged(Verdict verdict) ? verdict.events().stream() : Stream.empty();
    }

    private void note(long seq) {
        if (reached.accumulateAndGet(seq, Math::max) > sentSeq && behindSinceNanos == 0) {
            // Never 0, which says that it is not so.
            behindSinceNanos = System.nanoTime() | 1;
            notBehindIfHeard();
        }
    }

    private void notBehindIfHeard() {
        if (sentSeq >= reached.get()) {
            behindSinceNanos = 0;
        }
    }

    /** How many ops the ledger is known to have that members have not heard of. */
    long lag() {
        return following == null ? 0 : Math.max(0, reached.get() - sentSeq);
    }

    /** For how long there have been such ops, in seconds. */
    double secondsBehind() {
        long since = behindSinceNanos;
        return since == 0 || lag() == 0 ? 0 : (System.nanoTime() - since) / 1e9;
    }

    @Override
    public void reached(long seq) {
        note(seq);
        readSoon();
    }

    private void readSoon() {
        if (coming.compareAndSet(false, true)) {
            execution.ledger().execute(this::catchUp);
        }
    }

    @Override
    public void archived() {
        execution.ledger().execute(members::endArchived);
    }

    private void catchUp() {
        turn.lock();
        try {
            coming.set(false);
            readOn(unheard());
        } finally {
            turn.unlock();
        }
    }

    /** Reads what is {@code unheard}; if that cannot be done now, later. */
    private void readOn(long unheard) {
        try {
            long from = unheard;
            while (from >= 0) {
                History piece = ledger.after(from, execution.batch());
                long next = piece.fromSeq() > from ? lose() : deliver(piece.events());
                from = piece.events().isEmpty() ? NONE : next;
            }
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.DEBUG, "what others wrote in " + ledger.name() + " cannot be read now", e);
            if (tryingAgain.compareAndSet(false, true)) {
                execution.later(PAUSE, () -> {
                    tryingAgain.set(false);
                    readSoon();
                });
            }
        }
    }

    /** The last op that members have heard of, if there are members and ops after it; else {@link #NONE}. */
    private long unheard() {
        lock.lock();
        try {
            return following != null && sentSeq < reached.get() ? sentSeq : NONE;
        } finally {
            lock.unlock();
        }
    }

    /** Passes on what comes next, and nothing behind a hole. What is {@link #unheard} then. */
    private long deliver(List<Event> events) {
        lock.lock();
        try {
            for (Event event : events) {
                if (following != null && event.storeSeq() == sentSeq + 1) {
                    members.hear(event);
                    sentSeq = event.storeSeq();
                }
            }
            notBehindIfHeard();
            // Whoever has written waits for the lock once, not again to see that there is nothing more.
            return unheard();
        } finally {
            lock.unlock();
        }
    }

    /** What is {@link #unheard} then. */
    private long lose() {
        lock.lock();
        try {
            members.lose();
            return unheard();
        } finally {
            lock.unlock();
        }
    }
}
