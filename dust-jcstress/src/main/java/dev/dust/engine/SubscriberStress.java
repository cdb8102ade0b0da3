package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.path.Glob;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.view.ViewRow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link Subscriber}: its queue, whether it still hears, and what is to be run at its end. */
public final class SubscriberStress {
    private static final Glob ALL = Glob.parse("**");

    private SubscriberStress() {
    }

    private static final class Everything implements Subscriber.Hearing<Integer> {
        @Override
        public boolean hears(Integer event) {
            return true;
        }

        @Override
        public boolean hearsHistory() {
            return true;
        }

        @Override
        public String key(Integer event) {
            return "k";
        }

        @Override
        public long seq(Integer event) {
            return 0;
        }

        @Override
        public Integer present(ViewRow row) {
            return 0;
        }

        @Override
        public boolean beginsAnewOnSnapshot() {
            return false;
        }
    }

    /** A subscriber that counts what it hears, in a field that nothing but the order of its calls guards. */
    abstract static class Counting {
        final Subscriber<Integer> subscriber = new Subscriber<>("stress", ALL, SubscriptionOptions.defaults(), Runnable::run,
                this::hear, new Everything(), null, Duration.ZERO);
        int count;

        private void hear(int event) {
            count++;
        }
    }

    /** Each event is heard once, one after the other, by whichever thread. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both were heard")
    @Outcome(expect = FORBIDDEN, desc = "an event was left in the queue, or two callbacks ran at a time")
    @State
    public static class TwoEvents extends Counting {
        /** Brings an event. */
        @Actor
        public void first() {
            subscriber.deliver(1);
        }

        /** Brings another. */
        @Actor
        public void second() {
            subscriber.deliver(2);
        }

        /** Counts. */
        @Arbiter
        public void look(I_Result r) {
            r.r1 = count;
        }
    }

    /** What is to be run at the end is run, whichever of the two comes first, and once. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "run once")
    @Outcome(expect = FORBIDDEN, desc = "not run, or run twice")
    @State
    public static class WhenEndedBesideTheEnd extends Counting {
        private final AtomicInteger ran = new AtomicInteger();

        /** Says what is to be run. */
        @Actor
        public void say() {
            subscriber.whenEnded(ran::incrementAndGet);
        }

        /** Ends it. */
        @Actor
        public void end() {
            subscriber.end(Subscription.End.CLOSED);
        }

        /** Counts. */
        @Arbiter
        public void look(I_Result r) {
            r.r1 = ran.get();
        }
    }

    /** Who has ended it and found that it no longer hears, hears nothing of what comes after. */
    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "heard before the end, or not at all")
    @Outcome(expect = FORBIDDEN, desc = "heard after the end")
    @State
    public static class EventBesideTheEnd extends Counting {
        /** Brings an event. */
        @Actor
        public void event() {
            subscriber.deliver(1);
        }

        /** Ends it. */
        @Actor
        public void end() {
            subscriber.end(Subscription.End.CLOSED);
        }

        /** Counts, and once more after a further event. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = count;
            subscriber.deliver(2);
            r.r2 = count - r.r1;
        }
    }
}
