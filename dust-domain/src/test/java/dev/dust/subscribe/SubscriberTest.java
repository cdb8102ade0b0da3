package dev.dust.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.path.Glob;
import dev.dust.path.Path;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How events reach a callback (DESIGN 8). The executor runs when the test says so. */
class SubscriberTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Object> heard = new ArrayList<>();

    private Subscriber<DustEvent> subscriber(SubscriptionOptions options, Consumer<DustEvent> callback) {
        return new Subscriber<>(Glob.parse("**"), options, callback, tasks::add);
    }

    private Subscriber<DustEvent> subscriber(SubscriptionOptions options) {
        return subscriber(options, event -> heard.add(event.value().toPlain()));
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    private static DustEvent local(long value) {
        return DustEvent.local(Path.parse("k"), "set", Value.of(value), "op_1", "dev_test");
    }

    private static DustEvent committed(long value, boolean own) {
        return new DustEvent(DustEvent.Kind.COMMITTED, Path.parse("k"), "set", Value.of(value), value, own, "op_1", "dev_test",
                null,
                null, false);
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
            subscriber.deliver(DustEvent.present(Path.parse("k"), Value.of(4), "integer", 1));
            runAll();
            assertThat(heard).as("%s", mode).isEqualTo(switch (mode) {
                case ALL -> List.of(1L, 3L, 4L);
                case COMMITTED -> List.of(2L, 3L, 4L);
                case OPTIMISTIC -> List.of(1L, 4L);
            });
        }
    }

    @Test
    void fullQueue_endsTheSubscription_withOneResyncAndNothingElse() {
        var subscriber = subscriber(SubscriptionOptions.defaults().maxQueue(2).onResync(() -> heard.add("resync")));
        assertThat(subscriber.deliver(local(1))).isTrue();
        assertThat(subscriber.deliver(local(2))).isTrue();
        assertThat(subscriber.deliver(local(3))).isFalse();
        assertThat(subscriber.deliver(local(4))).isTrue();
        runAll();
        assertThat(heard).containsExactly("resync");
        assertThat(subscriber.isActive()).isFalse();
    }

    @Test
    void bootstrapEvents_areNotBoundedByTheQueue() {
        var subscriber = subscriber(SubscriptionOptions.defaults().maxQueue(1));
        for (int i = 0; i < 5; i++) {
            subscriber.deliverPresent(DustEvent.present(Path.parse("k"), Value.of(i), "integer", 1));
        }
        runAll();
        assertThat(heard).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(subscriber.isActive()).isTrue();
    }

    @Test
    void throwingCallback_isReported_andTheNextEventIsDelivered() {
        var errors = new ArrayList<Throwable>();
        var subscriber = subscriber(SubscriptionOptions.defaults().onError(errors::add), event -> {
            heard.add(event.value().toPlain());
            throw new IllegalStateException("at " + event.value());
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
        subscriber.end();
        subscriber.deliver(local(2));
        runAll();
        assertThat(heard).isEmpty();
    }
}
