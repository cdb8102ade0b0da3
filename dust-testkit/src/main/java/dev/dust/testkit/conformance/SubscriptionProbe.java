package dev.dust.testkit.conformance;

import dev.dust.DustStore;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A subscription, what its callback got, and the gate at which the callback hangs while the scenario blocks it. */
final class SubscriptionProbe {
    private final ConcurrentLinkedQueue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final TrackedExecutor.Gate gate;
    private final Subscription subscription;
    private boolean toldEnd;

    /**
     * Something that a callback got.
     *
     * @param event null for the end by a full queue
     */
    record Heard(@Nullable DustEvent event) {
    }

    SubscriptionProbe(DustStore store, String pattern, SubscriptionOptions options, TrackedExecutor.Gate gate) {
        this.gate = gate;
        this.subscription = store.matching(pattern).on(this::hear, options);
    }

    private void hear(DustEvent event) {
        heard.add(new Heard(event));
        gate.pass();
    }

    TrackedExecutor.Gate gate() {
        return gate;
    }

    void off() {
        subscription.close();
    }

    /** What came since this was asked last. */
    List<Heard> take() {
        var taken = new ArrayList<Heard>();
        for (Heard next = heard.poll(); next != null; next = heard.poll()) {
            taken.add(next);
        }
        if (!toldEnd && !subscription.isActive()) {
            toldEnd = true;
            // It is told on a thread of the client's own, which no executor knows.
            if (subscription.ended().join() == Subscription.End.OVERFLOW) {
                taken.add(new Heard(null));
            }
        }
        return taken;
    }
}
