package dev.dust.server.node;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.Verdict;
import java.time.Duration;
import java.util.List;
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
    /** How many ops are read at once. */
    private static final int PIECE = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

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
    /** Guards the members, {@code sentSeq} and {@code following}. Nobody reads the ledger under it but those who begin. */
    private final ReentrantLock lock;
    /** Whose turn it is to bring ops. Fair, so that whoever reads comes to it among those who write. */
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicLong reached = new AtomicLong();
    /** The last op that members have heard of. */
    private long sentSeq;
    private StoreLedger.@Nullable Following following;

    /**
     * Nothing is brought yet.
     *
     * @param lock      guards {@code members}
     * @param execution where the ledger is read
     */
    Feed(StoreLedger ledger, Members members, ReentrantLock lock, Execution execution) {
        this.ledger = ledger;
        this.members = members;
        this.lock = lock;
        this.execution = execution;
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
            following = begun;
        } finally {
            if (following == null) {
                begun.end();
            }
        }
    }

    /** There is no member any more. Under the lock. */
    void end() {
        if (following != null) {
            following.end();
            following = null;
        }
    }

    /** Writes a batch, and brings what it has committed before anybody is answered. */
    List<Outcome> write(List<? extends Push> batch) {
        turn.lock();
        try {
            List<Outcome> outcomes = ledger.write(batch);
            List<Event> events = outcomes.stream().flatMap(Feed::committed).toList();
            if (!events.isEmpty()) {
                note(events.getLast().storeSeq());
                deliver(events);
                readOn();
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
        reached.accumulateAndGet(seq, Math::max);
    }

    @Override
    public void reached(long seq) {
        note(seq);
        execution.ledger().execute(this::catchUp);
    }

    @Override
    public void archived() {
        execution.ledger().execute(members::endArchived);
    }

    private void catchUp() {
        turn.lock();
        try {
            readOn();
        } finally {
            turn.unlock();
        }
    }

    /** Reads what members have not heard of; if that cannot be done now, later. */
    private void readOn() {
        try {
            long from = unheard();
            while (from >= 0) {
                History piece = ledger.after(from, PIECE);
                if (piece.fromSeq() > from) {
                    lose();
                } else {
                    deliver(piece.events());
                }
                from = piece.events().isEmpty() ? -1 : unheard();
            }
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.DEBUG, "what others wrote cannot be read now", e);
            execution.later(PAUSE, this::catchUp);
        }
    }

    /** The last op that members have heard of, if there are members and ops after it; else -1. */
    private long unheard() {
        lock.lock();
        try {
            return following != null && sentSeq < reached.get() ? sentSeq : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Passes on what comes next, and nothing behind a hole. */
    private void deliver(List<Event> events) {
        lock.lock();
        try {
            for (Event event : events) {
                if (following != null && event.storeSeq() == sentSeq + 1) {
                    members.hear(event);
                    sentSeq = event.storeSeq();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lose() {
        lock.lock();
        try {
            members.lose();
        } finally {
            lock.unlock();
        }
    }
}
