package dev.dust.engine;

import dev.dust.error.StorageException;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.function.Supplier;

/** Begins and ends the subscriptions of one store, by its turns. Every method may be called from any thread. */
public final class StoreSubscriptions {
    /** So long after a cache did not answer for a subscription it is asked again. */
    private static final Duration WHILE = Duration.ofMillis(200);

    private final StoreCalls calls;
    private final Supplier<EngineStatus> status;
    private final EngineConfig config;
    private final StoreMeters meters;

    private final Intake intake;

    StoreSubscriptions(StoreCalls calls, Supplier<EngineStatus> status, EngineConfig config, StoreMeters meters,
            Intake intake) {
        this.intake = intake;
        this.calls = calls;
        this.status = status;
        this.config = config;
        this.meters = meters;
    }

    /**
     * Begins a subscription to ops.
     *
     * @throws StorageException if what it begins with cannot be read
     */
    public void subscribe(Subscriber<DustEvent> subscriber) {
        calls.requireOpen();
        attach(subscriber);
        begin(subscriber, () -> new Command.Subscribe(subscriber));
    }

    /**
     * Begins a subscription to leaves of the view.
     *
     * @param leaves reads those that match
     * @throws StorageException if they cannot be read
     */
    public void subscribeToChanges(Subscriber<Change> subscriber, RowPages leaves) {
        calls.requireOpen();
        attach(subscriber);
        begin(subscriber, () -> new Command.SubscribeToChanges(subscriber, leaves));
    }

    private void attach(Subscriber<?> subscriber) {
        subscriber.attach(() -> calls.post(new Command.ReadOn(subscriber)), this::inAWhile, meters::overflow, intake);
    }

    /** Begins a subscription to objects. */
    public void watch(ObjectWatcher watcher) {
        calls.requireOpen();
        watcher.attach(() -> {
            // It reads by itself.
        }, this::inAWhile, meters::overflow, intake);
        begin(watcher, () -> new Command.Watch(watcher));
    }

    private void inAWhile(Runnable task) {
        config.later(TimerId.ROWS, WHILE, task);
    }

    /** Who is told that it does not begin has no handle to end it by: so it has ended, whatever a turn may yet do for it. */
    private void begin(CallbackQueue subscriber, Supplier<Command> subscribe) {
        try {
            begin(subscribe);
        } catch (Throwable failed) {
            subscriber.end(Subscription.End.CLOSED);
            calls.post(new Command.Unsubscribe(subscriber));
            throw failed;
        }
    }

    /** A subscription begins at once; where the cache is away, when it is back. */
    private void begin(Supplier<Command> subscribe) {
        try {
            StoreReads.reading(() -> {
                Command begun = subscribe.get();
                calls.run(begun, status.get().fault());
                return begun;
            });
        } catch (StorageException away) {
            if (status.get().fault() == null || calls.areClosed()) {
                throw away;
            }
            calls.post(subscribe.get());
        }
    }

    /** Ends a subscription, from wherever. */
    public void unsubscribe(CallbackQueue subscriber) {
        StackRoom.require();
        subscriber.end(Subscription.End.CLOSED);
        calls.post(new Command.Unsubscribe(subscriber));
    }
}
