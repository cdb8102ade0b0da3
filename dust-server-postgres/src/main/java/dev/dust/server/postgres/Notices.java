package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.ledger.Growth;
import dev.dust.server.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What servers tell each other by the database's notifications: how far which store is. Nothing depends on it, for each also
 * looks for itself once a second; it only makes it sooner.
 *
 * <p>{@code NOTIFY} takes a lock of the whole database when its transaction ends, so it never stands in one that writes. Others
 * are told at once, and not again for some milliseconds: what is to be told meanwhile goes in one. Safe for every thread.
 */
final class Notices implements Growth.News<Long>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Notices.class.getName());
    private static final Duration GATHERING = Duration.ofMillis(5);
    private static final Duration LOOKING = Duration.ofSeconds(1);
    /** Whoever listens is told all but what a server took along that ended between its commit and its notice. */
    private static final Duration LOOKING_BESIDE_LISTENING = LOOKING.multipliedBy(2);
    /** For how long one waits for news before one asks whether the connection, which may be dead, is still there. */
    private static final Duration LISTENING = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 7_000;
    private static final String ARCHIVED = "archived";
    /** Anybody may write to the channel: what is none of this is passed over. */
    private static final Pattern NEWS = Pattern.compile("(?<!\\S)(\\d{1,18}):(\\d{1,18}|" + ARCHIVED + ")(?!\\S)");

    private final Connections connections;
    private final Duration listening;
    private final String channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** What is to be told, by store. */
    private final Map<Long, String> news = new HashMap<>();
    /** When others were told last. */
    private long toldNanos = System.nanoTime() - GATHERING.toNanos();
    /** Whether others are heard, as far as is known. */
    private volatile boolean isListening;
    private boolean begun;
    private boolean closed;
    private @Nullable Connection listener;

    Notices(Connections connections) {
        this(connections, LISTENING);
    }

    /** @param listening for how long no news is believed to be that nobody tells any */
    Notices(Connections connections, Duration listening) {
        this.connections = connections;
        this.listening = listening;
        this.channel = "dust " + connections.options().schema();
    }

    /** Begins to listen and to look for those who follow; does nothing if it has begun. */
    @Override
    public void begin(Growth<Long> growth) {
        lock.lock();
        try {
            if (begun || closed) {
                return;
            }
            begun = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("dust-ledger-look").start(() -> lookAgainAndAgain(growth));
        if (connections.options().listen()) {
            Thread.ofVirtual().name("dust-ledger-listen").start(() -> listenAgainAndAgain(growth));
        }
    }

    @Override
    public void tell(Long store, long seq) {
        tell(store, Long.toString(seq));
    }

    @Override
    public void tellOfArchive(Long store) {
        tell(store, ARCHIVED);
    }

    private void tell(Long store, String what) {
        lock.lock();
        try {
            boolean first = news.isEmpty();
            news.merge(store, what, (before, now) -> before.startsWith(ARCHIVED) && !now.equals(ARCHIVED) ? before : now);
            if (first && !closed && connections.options().listen()) {
                Thread.ofVirtual().name("dust-ledger-tell").start(this::tellGathered);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellGathered() {
        pause(untilTold());
        try {
            connections.ask("select pg_notify(?, ?)", told -> told.getString(1), Parameter.of(channel),
                    Parameter.of(gathered()));
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.DEBUG, "other servers are not told, and find out for themselves", e);
        }
    }

    /** For how long others are not told again. */
    private Duration untilTold() {
        lock.lock();
        try {
            return GATHERING.minusNanos(System.nanoTime() - toldNanos);
        } finally {
            lock.unlock();
        }
    }

    private String gathered() {
        var gathered = new StringBuilder();
        lock.lock();
        try {
            news.forEach((store, what) -> {
                // What has no room is looked for.
                if (gathered.length() < MOST_BYTES) {
                    gathered.append(gathered.isEmpty() ? "" : " ").append(store).append(':').append(what);
                }
            });
            news.clear();
            toldNanos = System.nanoTime();
            return gathered.toString();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, or until it is closed. */
    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void lookAgainAndAgain(Growth<Long> growth) {
        while (!isClosed()) {
            look(growth);
            pause(isListening ? LOOKING_BESIDE_LISTENING : LOOKING);
        }
    }

    /** How far all those stores are that somebody follows, in one statement; in none if there are no such stores. */
    private void look(Growth<Long> growth) {
        Set<Long> stores = growth.followed();
        if (stores.isEmpty()) {
            return;
        }
        try {
            connections
                    .repeatable(sql -> sql.select(STORES.ID, STORES.SEQ, STORES.ARCHIVED).from(STORES)
                            .where(STORES.ID.eq(DSL.any(stores.toArray(Long[]::new)))).fetch())
                    .forEach(found -> {
                        growth.reached(found.value1(), found.value2());
                        if (found.value3()) {
                            growth.isArchived(found.value1());
                        }
                    });
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.DEBUG, "how far stores are cannot be looked up now", e);
        }
    }

    private void listenAgainAndAgain(Growth<Long> growth) {
        while (!isClosed()) {
            try (Connection connection = connections.unpooled()) {
                if (!keep(connection)) {
                    return;
                }
                connections.sql(connection).execute("listen {0}", DSL.name(channel));
                isListening = true;
                // What was told meanwhile was told to nobody.
                look(growth);
                listen(connection, growth);
            } catch (SQLException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "other servers are not heard for a moment", e);
            } finally {
                isListening = false;
            }
            pause(LOOKING);
        }
    }

    private boolean keep(Connection connection) {
        lock.lock();
        try {
            listener = connection;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void listen(Connection connection, Growth<Long> growth) throws SQLException {
        PGConnection session = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] heard = session.getNotifications((int) listening.toMillis());
            if (heard == null || heard.length == 0) {
                requireThere(connection);
                continue;
            }
            for (PGNotification notification : heard) {
                hear(notification.getParameter(), growth);
            }
        }
    }

    /** A connection that was cut without a word looks like one on which nobody has anything to tell, for hours. */
    private void requireThere(Connection connection) throws SQLException {
        if (!connection.isValid((int) Math.max(1, connections.options().timeout().toSeconds()))) {
            throw new SQLException("the connection by which others are heard is gone");
        }
    }

    private static void hear(String told, Growth<Long> growth) {
        Matcher each = NEWS.matcher(told);
        while (each.find()) {
            long store = Long.parseLong(each.group(1));
            String what = each.group(2);
            if (what.equals(ARCHIVED)) {
                growth.isArchived(store);
            } else {
                growth.reached(store, Long.parseLong(what));
            }
        }
    }

    @Override
    public void close() {
        Connection cut;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            cut = listener;
        } finally {
            lock.unlock();
        }
        if (cut != null) {
            try {
                cut.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "a connection could not be cut off", e);
            }
        }
    }
}
