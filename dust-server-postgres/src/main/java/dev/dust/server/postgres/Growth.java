package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.ledger.Head;
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
 * Who follows which store. They are told of this server's own writes at once, of others' when {@link Notices} hears of them,
 * or else when somebody {@link #look looks}, which is done once a second. Safe for every thread.
 */
final class Growth {
    private static final System.Logger LOG = System.getLogger(Growth.class.getName());

    private final Notices notices;
    private final Map<Long, List<Told>> followers = new ConcurrentHashMap<>();

    Growth(Notices notices) {
        this.notices = notices;
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
        private static void tell(Runnable news) {
            try {
                news.run();
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
    Following follow(long store, Follower follower, Supplier<Head> head) {
        var told = new Told(follower);
        told.begin(head.get());
        followers.compute(store, (id, all) -> {
            List<Told> grown = all == null ? new CopyOnWriteArrayList<>() : all;
            grown.add(told);
            return grown;
        });
        notices.begin(this);
        // What has happened in between was told to nobody.
        Head now = head.get();
        told.reached(now.seq());
        if (now.archived()) {
            told.archived();
        }
        return () -> {
            told.end();
            followers.computeIfPresent(store, (id, all) -> {
                all.remove(told);
                return all.isEmpty() ? null : all;
            });
        };
    }

    /** This server has written. */
    void written(long store, long seq) {
        reached(store, seq);
        notices.tell(store, seq);
    }

    /** This server has archived the store. */
    void archived(long store) {
        isArchived(store);
        notices.tellOfArchive(store);
    }

    /** The store has got to {@code seq}, whoever wrote. */
    void reached(long store, long seq) {
        followers.getOrDefault(store, List.of()).forEach(told -> told.reached(seq));
    }

    /** The store is archived, whoever did that. */
    void isArchived(long store) {
        followers.getOrDefault(store, List.of()).forEach(Told::archived);
    }

    /** Looks how far all those stores are that somebody follows, in one statement; in none if there are no such stores. */
    void look(Connections connections) {
        Set<Long> stores = Set.copyOf(followers.keySet());
        if (stores.isEmpty()) {
            return;
        }
        connections
                .repeatable(sql -> sql.select(STORES.ID, STORES.SEQ, STORES.ARCHIVED).from(STORES).where(STORES.ID.in(stores))
                        .fetch())
                .forEach(found -> {
                    reached(found.value1(), found.value2());
                    if (found.value3()) {
                        isArchived(found.value1());
                    }
                });
    }
}
