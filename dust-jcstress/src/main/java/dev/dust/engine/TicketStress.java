package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link Ticket}: its slot and its first answer. */
public final class TicketStress {
    private TicketStress() {
    }

    private static Ticket ticket() {
        EngineConfig config = ThreadsStress.config();
        return new Ticket("op", null, config, new StoreMeters("a/b", config));
    }

    private static int seq(Outcome outcome) {
        return outcome instanceof Outcome.Accepted accepted ? (int) accepted.seq() : 0;
    }

    private static int seq(CompletableFuture<Outcome> future) {
        return seq(future.getNow(null));
    }

    /** Who asks beside the answer gets it: the future is completed by the answer, or made of it. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both futures have the answer"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "somebody waits for ever")})
    @State
    public static class FutureBesideTheAnswer {
        private final Ticket ticket = ticket();
        private CompletableFuture<Outcome> asked;

        /** Asks. */
        @Actor
        public void ask() {
            asked = ticket.future();
        }

        /** Answers. */
        @Actor
        public void answer() {
            ticket.answer(new Outcome.Accepted(1, null));
        }

        /** Looks at what was told then, and at what is told now. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = seq(asked);
            r.r2 = seq(ticket.future());
        }
    }

    /** Of two who ask before the answer both get it. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both futures have the answer"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "somebody waits for ever")})
    @State
    public static class TwoAskers {
        private final Ticket ticket = ticket();
        private CompletableFuture<Outcome> first;
        private CompletableFuture<Outcome> second;

        /** Asks. */
        @Actor
        public void first() {
            first = ticket.future();
        }

        /** Asks too. */
        @Actor
        public void second() {
            second = ticket.future();
        }

        /** Answers, and looks at what they have. */
        @Arbiter
        public void look(II_Result r) {
            ticket.answer(new Outcome.Accepted(1, null));
            r.r1 = seq(first);
            r.r2 = seq(second);
        }
    }

    /** Of two answers one counts, for all who ask in whatever way. */
    @JCStressTest
    @Outcomes({
            @org.openjdk.jcstress.annotations.Outcome(id = {"1, 1, 1", "2, 2, 2"}, expect = ACCEPTABLE, desc = "one of them"),
            @org.openjdk.jcstress.annotations.Outcome(expect = FORBIDDEN, desc = "they were told different things")})
    @State
    public static class TwoAnswers {
        private final Ticket ticket = ticket();
        private CompletableFuture<Outcome> asked;

        /** Answers, and asks. */
        @Actor
        public void one() {
            ticket.answer(new Outcome.Accepted(1, null));
            asked = ticket.future();
        }

        /** Answers otherwise. */
        @Actor
        public void two() {
            ticket.answer(new Outcome.Accepted(2, null));
        }

        /** Looks at what all have. */
        @Arbiter
        public void look(III_Result r) {
            r.r1 = seq(ticket.outcome());
            r.r2 = seq(asked);
            r.r3 = seq(ticket.future());
        }
    }
}
