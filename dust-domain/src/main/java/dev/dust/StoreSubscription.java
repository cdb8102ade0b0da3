package dev.dust;

import dev.dust.cache.Order;
import dev.dust.cache.UnreadableRowException;
import dev.dust.engine.CallbackQueue;
import dev.dust.engine.ObjectWatcher;
import dev.dust.engine.RowPages;
import dev.dust.engine.StoreEngine;
import dev.dust.engine.Subscriber;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A subscription as the application holds it. */
final class StoreSubscription implements Subscription {
    private final StoreEngine engine;
    private final CallbackQueue subscriber;

    private StoreSubscription(StoreEngine engine, CallbackQueue subscriber) {
        this.engine = engine;
        this.subscriber = subscriber;
        if (subscriber.options().closeWith() != null) {
            subscriber.whenEnded(Lifetimes.tie(subscriber.options().closeWith(), this::end));
        }
    }

    static Subscription toEvents(StoreEngine engine, Glob glob, Consumer<? super DustEvent> callback,
            SubscriptionOptions options, Executor executor) {
        var subscriber = new Subscriber<DustEvent>(engine.store(), glob, options, executor, callback,
                new HearingEvents(options),
                options.includesCurrent() ? pages(glob, options.order()) : null);
        engine.subscriptions().subscribe(subscriber);
        return new StoreSubscription(engine, subscriber);
    }

    static Subscription toChanges(StoreEngine engine, Glob glob, Consumer<? super Change> callback, SubscriptionOptions options,
            Executor executor) {
        var subscriber = new Subscriber<Change>(engine.store(), glob, options, executor, callback, new HearingChanges(options),
                options.includesCurrent() ? pages(glob, options.order()) : null);
        engine.subscriptions().subscribeToChanges(subscriber, pages(glob, Order.ASCENDING));
        return new StoreSubscription(engine, subscriber);
    }

    /** {@code as}: makes an object of what was found; what it throws is the subscription's error. */
    static <T> Subscription toObjects(StoreEngine engine, Glob glob, Conversion conversion, Function<Reading, @Nullable T> as,
            Consumer<? super Watched<T>> callback, SubscriptionOptions options, Executor executor) {
        var watcher = new ObjectWatcher(engine.store(), glob, options, executor,
                (key, value) -> callback.accept(
                        new Watched<>(DustPath.ofKey(key), value == null ? null : as.apply(conversion.reading(key, value)))),
                conversion::fingerprint);
        engine.subscriptions().watch(watcher);
        return new StoreSubscription(engine, watcher);
    }

    private static RowPages pages(Glob glob, Order order) {
        return (view, after, most, unreadable) -> {
            var rows = new ArrayList<ViewRow>();
            String from = after;
            while (rows.size() < most) {
                try {
                    rows.addAll(page(view, glob, order, from, most - rows.size(), null));
                    return rows;
                } catch (UnreadableRowException broken) {
                    unreadable.accept(broken);
                    rows.addAll(page(view, glob, order, from, most - rows.size(), broken.key()));
                    from = broken.key();
                }
            }
            return rows;
        };
    }

    /** {@code end}: before which to end; null for no other end than that of the pattern. */
    private static List<ViewRow> page(View view, Glob glob, Order order, @Nullable String after, int most,
            @Nullable String end) {
        var pager = new Pager(view, glob);
        boolean descending = order == Order.DESCENDING;
        String from = descending && end != null ? Pager.greater(pager.from(), end + '\0') : pager.from();
        String to = !descending && end != null ? Pager.lesser(pager.to(), end) : pager.to();
        PageOptions options = PageOptions.defaults().limit(most).order(order).after(after);
        return pager.rows(Pager.scan(from, to, glob, options), options, row -> row).items();
    }

    private record HearingEvents(SubscriptionOptions options) implements Subscriber.Hearing<DustEvent> {
        @Override
        public boolean hears(DustEvent event) {
            boolean history = event instanceof DustEvent.Committed committed && !committed.live();
            return options.mode().hears(event) && !(history && options.isLiveOnly());
        }

        @Override
        public boolean hearsHistory() {
            return options.mode() != Mode.OPTIMISTIC && !options.isLiveOnly();
        }

        @Override
        public String key(DustEvent event) {
            return event.path().key();
        }

        @Override
        public long seq(DustEvent event) {
            return event instanceof DustEvent.Committed committed ? committed.storeSeq() : 0;
        }

        @Override
        public DustEvent present(ViewRow row) {
            return new DustEvent.Present(DustPath.ofKey(row.key()), row.value(), row.type(), row.revision());
        }

        @Override
        public boolean beginsAnewOnSnapshot() {
            return true;
        }
    }

    private record HearingChanges(SubscriptionOptions options) implements Subscriber.Hearing<Change> {
        @Override
        public boolean hears(Change change) {
            return !options.isLiveOnly() || change.cause().isLive();
        }

        @Override
        public boolean hearsHistory() {
            return !options.isLiveOnly();
        }

        @Override
        public String key(Change change) {
            return change.path().key();
        }

        @Override
        public long seq(Change change) {
            return 0;
        }

        @Override
        public Change present(ViewRow row) {
            return new Change(DustPath.ofKey(row.key()), null, row.value(), Change.Cause.PRESENT);
        }

        @Override
        public boolean beginsAnewOnSnapshot() {
            return false;
        }
    }

    @Override
    public String pattern() {
        return subscriber.glob().pattern();
    }

    @Override
    public boolean isActive() {
        return subscriber.isActive();
    }

    @Override
    public CompletableFuture<End> ended() {
        return subscriber.ended().copy();
    }

    @Override
    public void close() {
        end();
        subscriber.awaitBegun();
    }

    private void end() {
        engine.subscriptions().unsubscribe(subscriber);
    }

    @Override
    public String toString() {
        return (isActive() ? "" : "ended ") + subscriber;
    }
}
