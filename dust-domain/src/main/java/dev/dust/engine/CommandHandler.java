package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.sync.Input;
import dev.dust.sync.SyncCore;
import dev.dust.time.TimerId;
import dev.dust.view.View;
import org.jspecify.annotations.Nullable;

/** Does what a {@link Command} asks of the engine itself, and says what it means to the core. Used by turns alone. */
final class CommandHandler {
    private static final System.Logger LOG = System.getLogger(CommandHandler.class.getName());

    private final Storage storage;
    private final Tenure tenure;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final Outward outward;
    private final Loop loop;

    /** The part of those commands that has to do with the cache's failures. */
    interface Loop {
        /** What callers heard of as not kept is not to be found by a later run, even if nobody writes any more. */
        void clearDoubts();

        /** No command comes after this one, and what still waits for the cache is given up. */
        void close();
    }

    CommandHandler(Storage storage, Tenure tenure, Subscribers subscribers, Tickets tickets, Outward outward, Loop loop) {
        this.storage = storage;
        this.tenure = tenure;
        this.subscribers = subscribers;
        this.tickets = tickets;
        this.outward = outward;
        this.loop = loop;
    }

    /**
     * Does the engine's part.
     *
     * @return what the core is to take; null for nothing
     */
    @Nullable
    Input handle(Command command, SyncCore core) {
        return switch (command) {
            case Command.Submit submit -> {
                tickets.expect(submit.ticket);
                yield new Input.Submit(submit.opId(), submit.op);
            }
            case Command.SubmitAll all -> throw new IllegalStateException("its submits are steps of their own");
            case Command.Ask ask -> new Input.Ask(tickets.requests().expect(ask.answer), ask.event, ask.payload);
            case Command.Discard discard -> {
                discard.inTime = core.mayDiscard(discard.opId);
                yield new Input.Discard(discard.opId);
            }
            case Command.Receive frame -> new Input.Received(frame.message);
            case Command.RefuseFile refuse -> new Input.FileRefused(refuse.ref, refuse.why);
            case Command.Miss miss -> new Input.Missed(miss.why);
            case Command.Refetch refetch -> {
                refetch.taken.run();
                yield new Input.Overrun("more came in than the cache could take");
            }
            case Command.Connect connect -> {
                // Nothing is sent on one that was made under another device id: whoever shares the cache would take it for the
                // doing of that id's holder.
                outward.link(tenure.covers(connect.made) ? connect.connection : null);
                yield new Input.Connected();
            }
            case Command.Disconnect disconnect -> {
                outward.link(null);
                yield new Input.Disconnected(disconnect.by);
            }
            case Command.SendAlone alone -> new Input.SoloFree();
            case Command.Fire fire -> {
                if (fire.timer == TimerId.FRESHNESS) {
                    lookAtCache();
                }
                yield new Input.TimerFired(fire.timer);
            }
            case Command.Close close -> {
                loop.close();
                subscribers.endAll();
                if (!close.leaving) {
                    outward.link(null);
                }
                yield new Input.Close();
            }
            case Command.ListPending question -> {
                question.pending = core.pending();
                yield null;
            }
            case Command.ListActivity question -> {
                question.activity = outward.activity().list();
                yield null;
            }
            case Command.Subscribe subscribe -> {
                readOn(subscribe.subscriber, core.applied());
                subscribers.addForEvents(subscribe.subscriber);
                yield null;
            }
            case Command.SubscribeToChanges subscribe -> {
                subscribe(subscribe, core.applied());
                yield null;
            }
            case Command.Watch watch -> {
                subscribers.addForObjects(watch.watcher);
                watch.watcher.begin(storage::view);
                yield null;
            }
            case Command.ReadOn next -> {
                readOnOrLater(next.subscriber, core.applied());
                yield null;
            }
            case Command.Unsubscribe unsubscribe -> {
                subscribers.remove(unsubscribe.subscriber);
                yield null;
            }
            case Command.ClearDoubts clear -> {
                loop.clearDoubts();
                yield null;
            }
            case Command.ProveClaim prove -> {
                prove.taken.run();
                storage.prove();
                yield null;
            }
            case Command.Wake wake -> null;
        };
    }

    private void subscribe(Command.SubscribeToChanges subscribe, long applied) {
        try (View view = storage.view()) {
            subscribers.addForChanges(subscribe.subscriber, view, subscribe.leaves);
            try {
                subscribe.subscriber.readOn(view, applied);
            } catch (Throwable failed) {
                // It may be tried again, from the beginning.
                subscribers.remove(subscribe.subscriber);
                throw failed;
            }
        }
    }

    private void readOn(Subscriber<?> subscriber, long applied) {
        if (subscriber.readsRows()) {
            try (View view = storage.view()) {
                subscriber.readOn(view, applied);
            }
        }
    }

    /** Where the cache is away, or fails as none should, the rows are asked for again in a moment: nobody else does. */
    private void readOnOrLater(Subscriber<?> subscriber, long applied) {
        try {
            readOn(subscriber, applied);
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "the rows for a subscription cannot be read", away);
            subscriber.askForRowsLater();
        } catch (Throwable broken) {
            subscriber.cannotReadOn(broken);
        }
    }

    /** A database can go back while nothing is written, to a standby that lacks the last transactions. */
    private void lookAtCache() {
        try {
            storage.look();
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "the cache cannot be asked how far it is", away);
        }
    }
}
