package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.metrics.Metrics;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link Threads}: whoever brings a task while a thread is about to begin leaves it to that one. */
public final class ThreadsStress {
    private ThreadsStress() {
    }

    /**
     * An engine whose threads are those of whoever brings a task. To each state its own: a task that one brings is run by the
     * other, if that one is about to begin, who may be at another state by then.
     */
    static EngineConfig config() {
        return new EngineConfig(null, null, null, new Threads(Runnable::run), null, null, null, Metrics.none());
    }

    /** Both tasks of two who bring one have run, once, when both have returned. */
    @JCStressTest
    @Outcomes({@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both ran, once"),
            @Outcome(expect = FORBIDDEN, desc = "one was forgotten, or ran twice")})
    @State
    public static class TwoWhoBring {
        private final Threads threads = new Threads(Runnable::run);
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();

        /** Brings one. */
        @Actor
        public void first() {
            threads.apart(first::incrementAndGet);
        }

        /** Brings another. */
        @Actor
        public void second() {
            threads.apart(second::incrementAndGet);
        }

        /** Looks at how often each ran. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = first.get();
            r.r2 = second.get();
        }
    }
}
