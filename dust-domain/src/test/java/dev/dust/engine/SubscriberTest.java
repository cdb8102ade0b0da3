package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.Overflow;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import dev.dust.view.ViewRow;
import dev.dust.write.OpName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How events reach a callback (docs/architecture.md#subscriptions). The executor runs when the test says so. */
class SubscriberTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Object> heard = new ArrayList<>();

    private Subscriber<DustEvent> subscriber(SubscriptionOptions options, Consumer<DustEvent> callback) {
        return new Subscriber<>("test", Glob.parse("**"), options, tasks::add, callback, new Hearing(options), null);
    }

    private Subscriber<DustEvent> subscriber(SubscriptionOptions options) {
        return subscriber(options, event -> heard.add(plain(event)));
    }

    private record Hearing(SubscriptionOptions options) implements Subscriber.Hearing<DustEvent> {
        @Override
        public boolean hears(DustEvent event) {
            return options.mode().hears(event);
        }

        @Override
        public boolean hearsHistory() {
            return true;
        }

        @Override
        public String key(DustEvent event) {
            return event.path().key();
        }

        @Override
        public long seq(DustEvent event) {
            return 0;
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

    private static Object plain(DustEvent event) {
        return switch (event) {
            case DustEvent.Present present -> present.value().toPlain();
            case DustEvent.Local local -> local.value().toPlain();
            case DustEvent.Committed committed -> committed.value().toPlain();
            case DustEvent.Refused refused -> refused;
        };
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    private static DustEvent local(long value) {
        return new DustEvent.Local(DustPath.parse("k"), OpName.SET, Value.of(value), "op_1", "dev_test");
    }

    private static DustEvent committed(long value, boolean own) {
        return new DustEvent.Committed(DustPath.parse("k"), OpName.SET, Value.of(value), value, own, true, "op_1", "dev_test",
                false);
    }

    @Test
    void events_areDeliveredInOrder_byOneTaskAtATime() {
        var subscriber = subscriber(SubscriptionOptions.defaults());
        subscriber.deliver(local(1));
        subscriber.deliver(local(2));
        assertThat(tasks).hasSize(1);
        assertThat(heard).isEmpty();
        runAll();
        subscriber.deliver(local(3));
        runAll();
        assertThat(heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void modes_hearWhatTheySay() {
        for (Mode mode : Mode.values()) {
            heard.clear();
            var subscriber = subscriber(SubscriptionOptions.defaults().mode(mode));
            subscriber.deliver(local(1));
            subscriber.deliver(committed(2, true));
            subscriber.deliver(committed(3, false));
            subscriber.deliver(new DustEvent.Present(DustPath.parse("k"), Value.of(4), "integer", 1));
            runAll();
            assertThat(heard).as("%s", mode).isEqualTo(switch (mode) {
                case ALL -> List.of(1L, 3L, 4L);
                case COMMITTED -> List.of(2L, 3L, 4L);
                case OPTIMISTIC -> List.of(1L, 4L);
            });
        }
    }

    @Test
    void fullQueue_isDropped_andTheSubscriptionGoesOnBehindOneResync() {
        var subscriber = subscriber(SubscriptionOptions.defaults().maxQueue(2).onResync(() -> heard.add("resync")));
        for (int i = 1; i <= 5; i++) {
            assertThat(subscriber.deliver(local(i))).isTrue();
        }
        runAll();
        assertThat(heard).containsExactly("resync");
        subscriber.deliver(local(6));
        runAll();
        assertThat(heard).containsExactly("resync", 6L);
        assertThat(subscriber.isActive()).isTrue();
    }

    @Test
    void fullQueue_endsTheSubscription_ifTheOptionsSaySo() {
        var subscriber = subscriber(SubscriptionOptions.defaults().maxQueue(2).overflow(Overflow.END)
                .onResync(() -> heard.add("resync")));
        assertThat(subscriber.deliver(local(1))).isTrue();
        assertThat(subscriber.deliver(local(2))).isTrue();
        assertThat(subscriber.deliver(local(3))).isFalse();
        assertThat(subscriber.deliver(local(4))).isTrue();
        runAll();
        assertThat(heard).isEmpty();
        assertThat(subscriber.isActive()).isFalse();
        assertThat(subscriber.ended().join()).isEqualTo(Subscription.End.OVERFLOW);
    }

    @Test
    void throwingCallback_isReported_andTheNextEventIsDelivered() {
        var errors = new ArrayList<Throwable>();
        var subscriber = subscriber(SubscriptionOptions.defaults().onError(errors::add), event -> {
            heard.add(plain(event));
            throw new IllegalStateException("at " + plain(event));
        });
        subscriber.deliver(local(1));
        subscriber.deliver(local(2));
        runAll();
        assertThat(heard).containsExactly(1L, 2L);
        assertThat(errors).extracting(Throwable::getMessage).containsExactly("at 1", "at 2");
    }

    @Test
    void endedSubscription_hearsNothingThatWaited() {
        var subscriber = subscriber(SubscriptionOptions.defaults());
        subscriber.deliver(local(1));
        subscriber.end(Subscription.End.CLOSED);
        subscriber.deliver(local(2));
        runAll();
        assertThat(heard).isEmpty();
    }

    /** The call has left the queue, and is held up before it reaches what the application sees of it. */
    @Test
    void noCallbackBegins_afterTheEndWasAwaited() throws InterruptedException {
        var left = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        var over = new AtomicBoolean();
        var late = new AtomicBoolean();
        var runner = new AtomicReference<Thread>();
        var subscriber = new Subscriber<DustEvent>("test", Glob.parse("**"), SubscriptionOptions.defaults(),
                task -> runner.set(Thread.ofPlatform().start(task)),
                event -> {
                    left.countDown();
                    await(held);
                    late.set(over.get());
                }, new Hearing(SubscriptionOptions.defaults()), null, Duration.ofMinutes(1));
        subscriber.deliver(local(1));
        await(left);
        Thread closer = Thread.ofPlatform().start(() -> {
            subscriber.end(Subscription.End.CLOSED);
            subscriber.awaitBegun();
            over.set(true);
        });
        while (closer.getState() != Thread.State.TIMED_WAITING && closer.isAlive()) {
            Thread.onSpinWait();
        }
        held.countDown();
        closer.join();
        runner.get().join();
        assertThat(late).isFalse();
    }

    @Test
    void callbackThatHasRunForLong_isNotWaitedFor() {
        var began = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        var subscriber = new Subscriber<DustEvent>("test", Glob.parse("**"), SubscriptionOptions.defaults(),
                task -> Thread.ofPlatform().start(task), event -> {
                    began.countDown();
                    await(held);
                }, new Hearing(SubscriptionOptions.defaults()), null, Duration.ZERO);
        subscriber.deliver(local(1));
        await(began);
        subscriber.end(Subscription.End.CLOSED);
        subscriber.awaitBegun();
        assertThat(held.getCount()).isEqualTo(1);
        held.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callbackMayAwaitItsOwnEnd() {
        var subscriber = new AtomicReference<Subscriber<DustEvent>>();
        subscriber.set(subscriber(SubscriptionOptions.defaults(), event -> {
            subscriber.get().end(Subscription.End.CLOSED);
            subscriber.get().awaitBegun();
            heard.add(plain(event));
        }));
        subscriber.get().deliver(local(1));
        subscriber.get().deliver(local(2));
        runAll();
        assertThat(heard).containsExactly(1L);
    }

    static List<Throwable> anything() {
        return List.of(new AssertionError("on purpose"), new StackOverflowError("on purpose"),
                new OutOfMemoryError("on purpose"),
                new IllegalStateException("on purpose"));
    }

    /** Neither what the callback throws nor what is thrown over that keeps the next event from it. */
    @ParameterizedTest
    @MethodSource("anything")
    void whateverCallbackAndOnErrorThrow_everyEventIsDelivered(Throwable thrown) {
        var subscriber = subscriber(
                SubscriptionOptions.defaults().onError(error -> SubscriberTest.<RuntimeException>sneak(thrown)), event -> {
                    heard.add(plain(event));
                    throw new AssertionError("the callback fails on purpose");
                });
        for (int i = 1; i <= 5; i++) {
            subscriber.deliver(local(i));
        }
        runAll();
        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(subscriber.isActive()).isTrue();
        subscriber.deliver(local(6));
        runAll();
        assertThat(heard).hasSize(6);
    }

    @SuppressWarnings("unchecked") // That is how a checked exception gets where none is declared.
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** It may take the next one: nothing that waits is lost, and the subscription goes on. */
    @Test
    void executorThatRefusesATask_isToldAsAnError_andAskedAgainWithTheNextEvent() throws InterruptedException {
        var refusals = new AtomicInteger(1);
        var errors = new LinkedBlockingQueue<Throwable>();
        var options = SubscriptionOptions.defaults().onError(errors::add);
        var subscriber = new Subscriber<DustEvent>("test", Glob.parse("**"), options, task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("on purpose");
            }
            tasks.add(task);
        }, event -> heard.add(plain(event)), new Hearing(options), null);
        assertThat(subscriber.deliver(local(1))).isTrue();
        assertThat(errors.poll(1, TimeUnit.MINUTES)).isInstanceOf(RejectedExecutionException.class);
        assertThat(subscriber.deliver(local(2))).isTrue();
        runAll();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void whatIsToBeDoneAtTheEnd_isDoneOnce_howeverItEnds() {
        var ends = new AtomicInteger();
        var closed = subscriber(SubscriptionOptions.defaults());
        closed.whenEnded(ends::incrementAndGet);
        closed.end(Subscription.End.CLOSED);
        closed.end(Subscription.End.CLOSED);
        assertThat(ends).hasValue(1);
        var overrun = subscriber(SubscriptionOptions.defaults().maxQueue(1).overflow(Overflow.END));
        overrun.whenEnded(ends::incrementAndGet);
        overrun.deliver(local(1));
        overrun.deliver(local(2));
        assertThat(ends).hasValue(2);
        closed.whenEnded(ends::incrementAndGet);
        assertThat(ends).hasValue(3);
    }
}
