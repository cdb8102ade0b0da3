package dev.dust.engine;

import dev.dust.path.Glob;
import dev.dust.subscribe.Overflow;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to events: the queue from which its callback is fed, one event at a time, in order (docs/hearing.md). Of the
 * rows that were there when it began, a page at most waits in the queue; the next is asked for when the last of them is taken.
 * A full queue is dropped: then the subscription ends, or begins anew. Its monitor is held for moments, and never while a
 * callback runs.
 *
 * @param <E> what it hears
 */
public final class Subscriber<E> extends CallbackQueue {
    private final Consumer<? super E> callback;
    private final Hearing<E> hearing;
    /** Null unless it begins with what is there. */
    private final @Nullable PresentRows present;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(0);
    /** How many of those in the queue count for its bound: rows of a page do not. */
    private int events;
    /** How many of those in the queue are rows of a page. */
    private int rows;
    /** Whether more than half of what may wait does. */
    private boolean crowded;
    /** Whether it hears nothing before it has begun anew. */
    private boolean behind;
    /** Whether there may be rows that were not read yet. */
    private boolean moreRows;
    /** Whether it has heard why its rows cannot be read, and nothing has been read since. Of turns alone. */
    private boolean toldWhyNot;

    /** What an event is to the rows that were there. */
    public interface Hearing<E> {
        /** Whether the subscription wants to hear it. */
        boolean hears(E event);

        /** Whether it is told one by one what a client has missed that catches up. */
        boolean hearsHistory();

        /** Its key. */
        String key(E event);

        /** Its place in the history; 0 if it has none. */
        long seq(E event);

        /** The event that tells of a row that is there. */
        E present(ViewRow row);

        /** Whether the rows are to be told again when a snapshot has replaced them. */
        boolean beginsAnewOnSnapshot();
    }

    /** A row that was there. */
    private record PresentCall(Runnable call) implements Runnable {
        @Override
        public void run() {
            call.run();
        }
    }

    /**
     * A subscriber with an empty queue.
     *
     * @param pages reads what is there, if the options ask for that; else null
     */
    public Subscriber(String store, Glob glob, SubscriptionOptions options, Executor executor, Consumer<? super E> callback,
            Hearing<E> hearing, @Nullable RowPages pages) {
        this(store, glob, options, executor, callback, hearing, pages, BEGUN_WITHIN);
    }

    /** The same; after {@code begunWithin} a call that has left the queue counts as one that has reached the callback. */
    Subscriber(String store, Glob glob, SubscriptionOptions options, Executor executor, Consumer<? super E> callback,
            Hearing<E> hearing, @Nullable RowPages pages, Duration begunWithin) {
        super(store, glob, options, executor, begunWithin);
        this.callback = callback;
        this.hearing = hearing;
        this.present = pages == null ? null : new PresentRows(pages, options);
        this.moreRows = pages != null;
    }

    /**
     * Brings it an event. Called by turns alone.
     *
     * @return false if that made its queue run over, so that it has ended
     */
    public boolean deliver(E event) {
        if (!hearing.hears(event)) {
            return true;
        }
        PresentRows.Verdict verdict = present == null
                ? PresentRows.Verdict.TELL
                : present.on(hearing.key(event), hearing.seq(event));
        return switch (verdict) {
            case LEAVE_OUT -> true;
            case TELL -> enqueue(() -> callback.accept(event));
            case READ_ANEW -> {
                beginAnew(options().onResync());
                yield true;
            }
        };
    }

    /** Whether it is told one by one what this client has missed. */
    boolean hearsHistory() {
        return hearing.hearsHistory();
    }

    /** Whether it begins with what is there. */
    boolean readsRows() {
        return present != null;
    }

    /**
     * Brings it rows that are there, if it wants any and has not had them. Called by turns alone.
     *
     * @param applied up to where events have been told
     */
    void readOn(View view, long applied) {
        if (present == null) {
            return;
        }
        synchronized (this) {
            if (behind) {
                present.restart();
                behind = false;
            }
        }
        if (present.isComplete()) {
            return;
        }
        List<ViewRow> page = present.read(view, applied, this::fail);
        toldWhyNot = false;
        Runnable task;
        synchronized (this) {
            if (!isActive()) {
                return;
            }
            page.forEach(row -> queue.add(new PresentCall(() -> callback.accept(hearing.present(row)))));
            rows += page.size();
            moreRows = !present.isComplete();
            task = page.isEmpty() ? null : startDraining();
        }
        handOver(task);
    }

    /** Its rows cannot be read, though the cache is not away: it hears that once, and asks again. Called by turns alone. */
    void cannotReadOn(Throwable why) {
        if (!toldWhyNot) {
            toldWhyNot = true;
            fail(why);
        }
        askForRowsLater();
    }

    /** Tells it that the store was replaced. Called by turns alone. */
    @Override
    void snapshot(long seq) {
        if (present != null && hearing.beginsAnewOnSnapshot()) {
            beginAnew(() -> options().onSnapshot().accept(seq));
        } else {
            enqueueUnbounded(() -> options().onSnapshot().accept(seq));
        }
    }

    /** Events were passed over that it should have heard. Called by turns alone. */
    @Override
    void resync(String why) {
        logWarning("did not hear of everything, because " + why + "; it goes on by a resync");
        beginAnew(options().onResync());
    }

    /** Tells it, in place of something that it should have heard, why it cannot. */
    @Override
    public void fail(Throwable why) {
        enqueueUnbounded(() -> failed(why));
    }

    private boolean enqueue(Runnable call) {
        Runnable task = null;
        boolean fits;
        synchronized (this) {
            if (!isActive() || behind) {
                return true;
            }
            fits = events < options().maxQueue();
            if (fits) {
                queue.add(call);
                events++;
                noteCrowd();
                task = startDraining();
            }
        }
        if (fits) {
            handOver(task);
            return true;
        }
        noteOverflow();
        if (options().overflow() == Overflow.END) {
            logWarning("was too slow: " + options().maxQueue() + " events waited for it. It has ended, as its options say");
            end(Subscription.End.OVERFLOW);
            return false;
        }
        logWarning("was too slow: " + options().maxQueue() + " events that waited for it are dropped; it goes on by a resync");
        dropAndBeginAnew();
        return true;
    }

    private void dropAndBeginAnew() {
        synchronized (this) {
            dropWaiting();
        }
        beginAnew(options().onResync());
    }

    /** What is in the queue is still told, then {@code told}, then what is there, if it wants to hear that. */
    private void beginAnew(Runnable told) {
        Runnable task;
        synchronized (this) {
            if (!isActive()) {
                return;
            }
            behind = true;
            moreRows = false;
            queue.add(() -> goOn(told));
            task = startDraining();
        }
        handOver(task);
    }

    private void goOn(Runnable told) {
        if (present == null) {
            synchronized (this) {
                behind = false;
            }
        }
        try {
            told.run();
        } finally {
            if (present != null) {
                askForRows();
            }
        }
    }

    private void enqueueUnbounded(Runnable call) {
        Runnable task;
        synchronized (this) {
            if (!isActive()) {
                return;
            }
            queue.add(new PresentCall(call));
            rows++;
            task = startDraining();
        }
        handOver(task);
    }

    @Override
    void dropWaiting() {
        queue.clear();
        events = 0;
        noteCrowd();
        rows = 0;
    }

    @Override
    @Nullable
    Runnable poll() {
        Runnable call = queue.poll();
        if (call instanceof PresentCall) {
            rows--;
            if (rows == 0 && moreRows) {
                moreRows = false;
                return () -> {
                    askForRows();
                    call.run();
                };
            }
        } else if (call != null && events > 0) {
            events--;
            noteCrowd();
        }
        return call;
    }

    private void noteCrowd() {
        boolean is = events > options().maxQueue() / 2;
        if (is != crowded) {
            crowded = is;
            crowd(is);
        }
    }

}
