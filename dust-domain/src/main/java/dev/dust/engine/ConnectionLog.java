package dev.dust.engine;

import dev.dust.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log how the connection stands: once when it is lost, and once when it is back, however many attempts lie between.
 * What mends itself at once, such as a server that restarts in good order, or a connection that comes and goes, is not for
 * people to look at each time. Used by the connections's turns alone.
 */
final class ConnectionLog {
    private static final System.Logger LOG = System.getLogger(ConnectionLog.class.getName());
    /** An outage that is over sooner, after an end in good order, is nothing to look at. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Time time;
    private final LogLimit limit;
    private boolean wasThere;
    private boolean isAway;
    private long awaySinceNanos;
    /** Whether the outage of now has been told. */
    private boolean told;
    /** Whether an outage has been told since the connection was last sound. */
    private boolean toldOfLate;

    ConnectionLog(Time time) {
        this.time = time;
        this.limit = new LogLimit(LOG, time);
    }

    void connected(String deviceId) {
        if (told) {
            limit.log(LogLimit.Cause.CONNECTED, System.Logger.Level.INFO,
                    () -> "connected again after " + Duration.ofNanos(awayNanos()).toSeconds() + " s");
        } else if (!wasThere) {
            limit.log(LogLimit.Cause.CONNECTED, System.Logger.Level.INFO, () -> "connected to the server as " + deviceId);
        }
        wasThere = true;
        isAway = false;
        told = false;
    }

    /**
     * The connection was lost.
     *
     * @param inOrder whether it was ended in good order, so that it is likely to be back at once
     * @param stood   how long it had been there: one that was for long does not just come and go
     */
    void lost(@Nullable String why, boolean inOrder, Duration stood) {
        toldOfLate &= stood.compareTo(PATIENCE) < 0;
        begin();
        tellIf(!inOrder && !toldOfLate, "lost the connection to the server: " + why);
    }

    /** An attempt to connect failed. */
    void failed(@Nullable String why) {
        begin();
        tellIf(!told && (!wasThere || awayNanos() >= PATIENCE.toNanos()), "there is no connection to the server: " + why);
    }

    /** The server does not want this client. */
    void refused(@Nullable String why, boolean again) {
        begin();
        told = true;
        if (!again) {
            limit.log(LogLimit.Cause.REFUSED, System.Logger.Level.WARNING, () -> "the server refuses this client: " + why);
        }
    }

    private long awayNanos() {
        return time.nanos() - awaySinceNanos;
    }

    private void begin() {
        if (!isAway) {
            isAway = true;
            awaySinceNanos = time.nanos();
        }
    }

    private void tellIf(boolean matters, String what) {
        told |= matters;
        toldOfLate |= matters;
        if (matters) {
            limit.log(LogLimit.Cause.LOST, System.Logger.Level.WARNING, () -> what + "; trying again");
        } else {
            LOG.log(System.Logger.Level.DEBUG, what + "; trying again");
        }
    }
}
