package dev.dust.server.ledger;

import dev.dust.server.ledger.StoreLedger.Follower;
import dev.dust.server.ledger.StoreLedger.Following;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Who follows which store of a ledger that several servers have. They are told of this server's own writes at once, of others'
 * when {@link News} comes of them, or else when the ledger looks how far the {@link #followed} stores are, which it does now
 * and then. Safe for every thread.
 *
 * @param <K> by which the ledger knows a store
 */
public final class Growth<K> {
    private static final System.Logger LOG = System.getLogger(Growth.class.getName());

    private final News<K> news;
    private final Map<K, List<Told>> followers = new ConcurrentHashMap<>();

    /** Nobody follows anything yet. */
    public Growth(News<K> news) {
        this.news = news;
    }

    /**
     * What servers tell each other, soon and unreliably.
     *
     * @param <K> by which the ledger knows a store
     */
    public interface News<K> {
        /** Somebody follows a store: from now on news is brought to {@code growth}. May be called more than once. */
        void begin(Growth<K> growth);

        /** Tells other servers how far a store is. */
        void tell(K store, long seq);

        /** Tells other servers that a store is archived. */
        void tellOfArchive(K store);
    }

    /** A follower, and what it has been told. */
    private static final class Told {
        private final Follower follower;
        private final ReentrantLock lock = new ReentrantLock();
        private long seq;
        private boolean archived;
        private boolean ended;

        Told(Follower follower) {
            this.follower = follower;
        }

        void begin(Head head) {
            lock.lock();
            try {
                seq = Math.max(seq, head.seq());
                archived = head.archived();
            } finally {
                lock.unlock();
            }
        }

        void reached(long reached) {
            lock.lock();
            try {
                if (!ended && reached > seq) {
                    seq = reached;
                    tell(() -> follower.reached(reached));
                }
            } finally {
                lock.unlock();
            }
        }

        void archived() {
            lock.lock();
            try {
                if (!ended && !archived) {
                    archived = true;
                    tell(follower::archived);
                }
            } finally {
                lock.unlock();
            }
        }

        /** What was written has been written, whatever becomes of whoever is told. */
        private static void tell(Runnable what) {
            try {
                what.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a follower of a store has failed", e);
            }
        }

        void end() {
            lock.lock();
            try {
                ended = true;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Tells {@code follower} from now on; {@code head} says how far the store is. */
    public Following follow(K store, Follower follower, Supplier<Head> head) {
        var told = new Told(follower);
        told.begin(head.get());
        followers.compute(store, (id, all) -> {
            List<Told> grown = all == null ? new CopyOnWriteArrayList<>() : all;
            grown.add(told);
            return grown;
        });
        Following following = () -> end(store, told);
        boolean isFollowing = false;
        try {
            news.begin(this);
            // What has happened in between was told to nobody.
            Head now = head.get();
            told.reached(now.seq());
            if (now.archived()) {
                told.archived();
            }
            isFollowing = true;
            return following;
        } finally {
            if (!isFollowing) {
                // Whoever asked for it has nothing by which to end it.
                following.end();
            }
        }
    }

    private void end(K store, Told told) {
        told.end();
        followers.computeIfPresent(store, (id, all) -> {
            all.remove(told);
            return all.isEmpty() ? null : all;
        });
    }

    /** This server has written. */
    public void written(K store, long seq) {
        reached(store, seq);
        news.tell(store, seq);
    }

    /** This server has archived the store. */
    public void archived(K store) {
        isArchived(store);
        news.tellOfArchive(store);
    }

    /** The store has got to {@code seq}, whoever wrote. */
    public void reached(K store, long seq) {
        followers.getOrDefault(store, List.of()).forEach(told -> told.reached(seq));
    }

    /** The store is archived, whoever did that. */
    public void isArchived(K store) {
        followers.getOrDefault(store, List.of()).forEach(Told::archived);
    }

    /** The stores that somebody follows. */
    public Set<K> followed() {
        return Set.copyOf(followers.keySet());
    }
}
