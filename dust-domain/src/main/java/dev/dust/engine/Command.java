package dev.dust.engine;

import dev.dust.op.Op;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.PendingInfo;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a store's mailbox takes: something that happened, or that somebody asks for. {@link CommandHandler} does it, in a turn;
 * answers are left in the command, and read once it is done.
 */
abstract sealed class Command extends WorkItem {
    private boolean tookEffect;

    /** A caller wants an op. */
    static final class Submit extends Command {
        final Ticket ticket;
        final Op op;

        Submit(Ticket ticket, Op op) {
            this.ticket = ticket;
            this.op = op;
        }

        String opId() {
            return ticket.opId();
        }
    }

    /** A caller wants several ops, all of them or none. */
    static final class SubmitAll extends Command {
        final List<Submit> submits;

        SubmitAll(List<Submit> submits) {
            this.submits = submits;
        }
    }

    /** A caller asks the server for something that is not kept. */
    static final class Ask extends Command {
        final String event;
        final MapValue payload;
        final CompletableFuture<MapValue> answer;

        Ask(String event, MapValue payload, CompletableFuture<MapValue> answer) {
            this.event = event;
            this.payload = payload;
            this.answer = answer;
        }
    }

    /** A caller takes an op back. */
    static final class Discard extends Command {
        final String opId;
        /** The answer: whether the op was there to be taken back. */
        boolean inTime;

        Discard(String opId) {
            this.opId = opId;
        }
    }

    /** A caller wants to know which ops the server has not settled. */
    static final class ListPending extends Command {
        /** The answer. */
        @Nullable
        List<PendingInfo> pending;
    }

    /** A caller wants to know the last committed ops. */
    static final class ListActivity extends Command {
        /** The answer. */
        @Nullable
        List<ActivityEntry> activity;
    }

    /** A subscription to ops begins. */
    static final class Subscribe extends Command {
        final Subscriber<DustEvent> subscriber;

        Subscribe(Subscriber<DustEvent> subscriber) {
            this.subscriber = subscriber;
        }
    }

    /** A subscription to leaves of the view begins. */
    static final class SubscribeToChanges extends Command {
        final Subscriber<Change> subscriber;
        final RowPages leaves;

        /** {@code leaves}: reads those that match. */
        SubscribeToChanges(Subscriber<Change> subscriber, RowPages leaves) {
            this.subscriber = subscriber;
            this.leaves = leaves;
        }
    }

    /** A subscription to objects begins. */
    static final class Watch extends Command {
        final ObjectWatcher watcher;

        Watch(ObjectWatcher watcher) {
            this.watcher = watcher;
        }
    }

    /** A subscription has taken what was read of the rows that were there. */
    static final class ReadOn extends Command {
        final Subscriber<?> subscriber;

        ReadOn(Subscriber<?> subscriber) {
            this.subscriber = subscriber;
        }
    }

    /** A subscription has ended. */
    static final class Unsubscribe extends Command {
        final CallbackQueue subscriber;

        Unsubscribe(CallbackQueue subscriber) {
            this.subscriber = subscriber;
        }
    }

    /** The server said something about this store. */
    static final class Receive extends Command {
        final ServerMessage message;
        /** Whether {@link Intake} counts it. */
        final boolean counted;

        Receive(ServerMessage message, boolean counted) {
            this.message = message;
            this.counted = counted;
        }
    }

    /** The content of a file cannot be brought. */
    static final class RefuseFile extends Command {
        final @Nullable String ref;
        final MapValue why;

        RefuseFile(@Nullable String ref, MapValue why) {
            this.ref = ref;
            this.why = why;
        }
    }

    /** The server said something, perhaps about this store, that cannot be read. */
    static final class Miss extends Command {
        final String why;

        Miss(String why) {
            this.why = why;
        }
    }

    /** More came in than turns could take: it is to be fetched again. */
    static final class Refetch extends Command {
        final Runnable taken;

        /** {@code taken}: hears when it is; until then, one is enough. */
        Refetch(Runnable taken) {
            this.taken = taken;
        }
    }

    /** There is a connection. */
    static final class Connect extends Command {
        final Transport.Connection connection;
        final Identity.Held made;

        /** {@code made}: the device id under which it was made. */
        Connect(Transport.Connection connection, Identity.Held made) {
            this.connection = connection;
            this.made = made;
        }
    }

    /** The connection is gone. */
    static final class Disconnect extends Command {
        final CloseReason.By by;

        Disconnect(CloseReason.By by) {
            this.by = by;
        }
    }

    /** This store may send alone. */
    static final class SendAlone extends Command {
    }

    /** A timer of the core has fired. */
    static final class Fire extends Command {
        final TimerId timer;

        Fire(TimerId timer) {
            this.timer = timer;
        }
    }

    /** What callers heard of as not kept is to be gone for good. */
    static final class ClearDoubts extends Command {
    }

    /** A reader has found that another process has the device id. */
    static final class ProveClaim extends Command {
        final Runnable taken;

        /** {@code taken}: hears when it is; until then, one is enough. */
        ProveClaim(Runnable taken) {
            this.taken = taken;
        }
    }

    /** Nothing is to be done but a turn, which looks by itself whether something changed. */
    static final class Wake extends Command {
    }

    /** The client is closed: the last command. */
    static final class Close extends Command {
        /** Whether the connection goes on without the store, so that the server is to hear of it. */
        final boolean leaving;

        Close(boolean leaving) {
            this.leaving = leaving;
        }
    }

    /** Notes that what it asked for is kept, if anything of it is to be. Used by turns alone. */
    final void noteEffect() {
        tookEffect = true;
    }

    /** Whether it was noted. */
    final boolean tookEffect() {
        return tookEffect;
    }

    /** Whether there is nothing left to be done for it, should its turn have to be taken again. */
    final boolean isOver() {
        return tookEffect || failure() != null;
    }

    /**
     * Submits share turns with submits, and frames with frames, so that a transaction holds many of them. All else has a turn
     * to itself: what goes wrong with one kind is not undone in the way of another.
     */
    final boolean mayJoin(Command next) {
        return this instanceof Submit && next instanceof Submit || this instanceof Receive && next instanceof Receive;
    }
}
