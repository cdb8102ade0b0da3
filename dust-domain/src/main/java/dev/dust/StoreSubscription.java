package dev.dust;

import dev.dust.engine.StoreEngine;
import dev.dust.engine.Subscriber;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.view.View;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A subscription as the application holds it. */
final class StoreSubscription implements Subscription {
    private final StoreEngine engine;
    private final Subscriber<?> subscriber;

    private StoreSubscription(StoreEngine engine, Subscriber<?> subscriber) {
        this.engine = engine;
        this.subscriber = subscriber;
        if (subscriber.options().closeWith() != null) {
            subscriber.whenEnded(Lifetimes.tie(subscriber.options().closeWith(), this::end));
        }
    }

    static Subscription toEvents(StoreEngine engine, Glob glob, Consumer<? super DustEvent> callback,
            SubscriptionOptions options,
            Executor executor) {
        var subscriber = new Subscriber<DustEvent>(glob, options, callback, executor);
        engine.subscribe(subscriber, options.includeCurrent() ? view -> bootstrap(view, subscriber) : null);
        return new StoreSubscription(engine, subscriber);
    }

    static Subscription toChanges(StoreEngine engine, Glob glob, Consumer<? super Change> callback, SubscriptionOptions options,
            Executor executor) {
        var subscriber = new Subscriber<Change>(glob, options, callback, executor);
        engine.subscribeToChanges(subscriber);
        return new StoreSubscription(engine, subscriber);
    }

    /**
     * Calls {@code changed} whenever what is at a path may have changed.
     *
     * @param changed must not block: however often it is to be called, it is
     * @param opened gets the subscriptions that do so, each as soon as it is there
     */
    static void watch(StoreEngine engine, DustPath path, Runnable changed, Consumer<Subscription> opened, Executor executor) {
        Glob glob = Glob.literal(path);
        var options = SubscriptionOptions.defaults().maxQueue(Integer.MAX_VALUE).onSnapshot(seq -> changed.run());
        // Where processes share a cache, one of them hears of a change, and all of the event.
        opened.accept(toChanges(engine, glob, change -> changed.run(), options, executor));
        opened.accept(toEvents(engine, glob, event -> changed.run(), options, executor));
    }

    private static void bootstrap(View view, Subscriber<DustEvent> subscriber) {
        var options = new PageOptions(subscriber.options().limit(),
                subscriber.options().order(), null);
        var pager = new Pager(view, subscriber.glob());
        pager.rows(pager.from(), pager.to(), options, row -> row).items().forEach(row -> subscriber
                .deliverPresent(DustEvent.present(DustPath.ofKey(row.key()), row.value(), row.type(), row.revision())));
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
    public void close() {
        end();
        subscriber.awaitBegun();
    }

    private void end() {
        engine.unsubscribe(subscriber);
    }
}
