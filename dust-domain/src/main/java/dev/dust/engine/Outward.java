package dev.dust.engine;

import dev.dust.subscribe.Change;
import dev.dust.sync.Effect;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.view.View;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what others can see of a turn, once its commit is kept. Whatever a port or a subscription throws is logged, and
 * keeps nothing from what follows. Used by turns alone, but for what says otherwise.
 */
final class Outward {
    private static final System.Logger LOG = System.getLogger(Outward.class.getName());

    private final EngineConfig config;
    private final EngineTimers timers;
    private final Runnable otherFormat;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final Ready ready;
    private final Uploads uploads;
    private final Supplier<MapValue> welcome;
    private final StoreMeters meters;
    private final ActivityLog activity = new ActivityLog();
    private final LogLimit limit;
    /** Null while there is no connection. */
    private Transport.@Nullable Connection link;

    /** {@code welcome}: the server's answer to the last join that it accepted. */
    Outward(EngineConfig config, EngineTimers timers, Runnable otherFormat, Subscribers subscribers, Tickets tickets,
            Ready ready, Uploads uploads, Supplier<MapValue> welcome, StoreMeters meters) {
        this.config = config;
        this.timers = timers;
        this.otherFormat = otherFormat;
        this.subscribers = subscribers;
        this.tickets = tickets;
        this.ready = ready;
        this.limit = new LogLimit(LOG, config.time());
        this.uploads = uploads;
        this.welcome = welcome;
        this.meters = meters;
    }

    /** The connection from now on, or null. */
    void link(Transport.@Nullable Connection connection) {
        link = connection;
        uploads.forgetLink();
    }

    ActivityLog activity() {
        return activity;
    }

    /** {@code roots}: where to look; null for the whole store. */
    void tellChanges(View view, @Nullable List<String> roots, Change.Cause cause) {
        subscribers.tellChanges(view, roots, cause);
    }

    void carryOut(Effect effect) {
        guarded(() -> act(effect));
    }

    private static void guarded(Runnable what) {
        try {
            what.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a transport, clock or executor failed", e);
        }
    }

    private void act(Effect effect) {
        switch (effect) {
            case Effect.Send send -> send(send.message());
            case Effect.Tell tell -> {
                meters.applied(tell.event());
                activity.add(tell.event(), config.time().now().toEpochMilli());
                subscribers.tell(tell.event());
            }
            case Effect.TellSnapshot snapshot -> {
                meters.snapshot();
                subscribers.tellSnapshot(snapshot.seq());
            }
            case Effect.Answer answer -> tickets.answer(answer);
            case Effect.Reply reply -> tickets.requests().answer(reply);
            case Effect.SetTimer timer -> timers.apply(timer);
            case Effect.Unready unready -> ready.cannot(unready.why());
            case Effect.OtherFormat other -> otherFormat.run();
            case Effect.Report report -> limit.log(LogLimit.Cause.REPORT, System.Logger.Level.WARNING, report::message);
        }
    }

    /** A connection that does not take a message is none: on the next one all is sent that has no answer. */
    private void send(ClientMessage message) {
        if (link == null) {
            return;
        }
        try {
            if (Uploads.isFor(message)) {
                uploads.send(link, message, Sendable.mostUploaded(welcome.get()) > 0);
            } else {
                link.send(message);
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the transport failed to send, and is to connect anew", e);
            link.close();
        }
    }
}
