package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link AnswerFuture}: who waits, who hangs something on it, and who has the answer. */
public final class AnswerFutureStress {
    private AnswerFutureStress() {
    }

    /** Somebody has asked for an answer that has yet to come. */
    abstract static class Asked {
        final OneAnswer answer = new OneAnswer();
        final CompletableFuture<Integer> future = answer.future(outcome -> (int) ((Outcome.Accepted) outcome).seq(),
                ThreadsStress.config());
        final AtomicInteger chained = new AtomicInteger();

        void answer() {
            answer.answer(new Outcome.Accepted(1, null));
        }

        void chain() {
            future.thenAccept(chained::addAndGet);
        }
    }

    /** Whoever waits has the answer, and what is hung on it meanwhile, by who has the answer, runs once. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both heard, once"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "one was forgotten, or heard twice")})
    @State
    public static class WaiterBesideTheAnswer extends Asked {
        /** Hangs something on it, and has the answer. */
        @Actor
        public void has() {
            chain();
            answer();
        }

        /** Waits for it. */
        @Actor
        public void waits(II_Result r) {
            r.r1 = future.join();
        }

        /** Looks at what was heard. */
        @Arbiter
        public void look(II_Result r) {
            r.r2 = chained.get();
        }
    }

    /** What is hung on it beside the answer runs once, and who waits then has the answer. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both heard, once"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "one was forgotten, or heard twice")})
    @State
    public static class ChainBesideTheAnswer extends Asked {
        /** Has the answer. */
        @Actor
        public void has() {
            answer();
        }

        /** Hangs something on it, and waits. */
        @Actor
        public void hangs(II_Result r) {
            chain();
            r.r1 = future.join();
        }

        /** Looks at what was heard. */
        @Arbiter
        public void look(II_Result r) {
            r.r2 = chained.get();
        }
    }

    /** Of two who wait one is woken by hand, and both have the answer, which one of them brings. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both heard"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "they heard different things")})
    @State
    public static class TwoWaiters extends Asked {
        /** Has the answer, and waits as anybody. */
        @Actor
        public void first(II_Result r) {
            answer();
            r.r1 = future.join();
        }

        /** Waits. */
        @Actor
        public void second(II_Result r) {
            r.r2 = future.join();
        }
    }
}
