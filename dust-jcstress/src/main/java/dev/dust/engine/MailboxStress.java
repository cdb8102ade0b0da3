package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link Mailbox}: who is at work, how an item stands, and what a turn leaves to the next and to those who wait. */
public final class MailboxStress {
    private MailboxStress() {
    }

    /** What has its number from a turn. */
    static final class Work extends WorkItem {
        private int number;
    }

    /** A mailbox whose turns count, in a field that nothing but the mailbox guards. */
    abstract static class Counting {
        final Mailbox<Work> mailbox = new Mailbox<>(Runnable::run, true, (a, b) -> false, this::turn);
        private int count;

        private boolean turn(List<Work> items) {
            items.forEach(item -> item.number = ++count);
            return true;
        }
    }

    /** Turns see each other's writes, and callers those of theirs. */
    @JCStressTest
    @Outcome(id = {"1, 2", "2, 1"}, expect = ACCEPTABLE, desc = "one turn after the other")
    @Outcome(expect = FORBIDDEN, desc = "a turn missed another, or a caller its own")
    @State
    public static class TwoCallers extends Counting {
        private int run() {
            var item = new Work();
            mailbox.run(item, Duration.ofMinutes(1));
            return item.number;
        }

        /** Waits for its turn. */
        @Actor
        public void first(II_Result r) {
            r.r1 = run();
        }

        /** The same. */
        @Actor
        public void second(II_Result r) {
            r.r2 = run();
        }
    }

    /** Somebody who leaves an item beside the end of another's work: one of the two sees to it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are done")
    @Outcome(expect = FORBIDDEN, desc = "an item is left behind")
    @State
    public static class PostBesideTheEndOfWork extends Counting {
        private final Work one = new Work();
        private final Work two = new Work();

        /** Leaves one. */
        @Actor
        public void first() {
            mailbox.post(one);
        }

        /** Leaves another. */
        @Actor
        public void second() {
            mailbox.post(two);
        }

        /** Looks whether both are done. */
        @Arbiter
        public void look(ZZ_Result r) {
            r.r1 = one.isDone();
            r.r2 = two.isDone();
        }
    }

    /** The same, where the mailbox was suspended and goes on. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are done")
    @Outcome(expect = FORBIDDEN, desc = "an item is left behind")
    @State
    public static class PostBesideResume extends Counting {
        private final Work early = new Work();
        private final Work late = new Work();

        /** Begins suspended, with an item. */
        public PostBesideResume() {
            mailbox.suspend();
            mailbox.post(early);
        }

        /** Leaves another. */
        @Actor
        public void post() {
            mailbox.post(late);
        }

        /** Goes on. */
        @Actor
        public void resume() {
            mailbox.resume();
        }

        /** Looks whether both are done. */
        @Arbiter
        public void look(ZZ_Result r) {
            r.r1 = early.isDone();
            r.r2 = late.isDone();
        }
    }

    /** A caller without patience, beside somebody who comes to its item: it is either withdrawn or done. */
    @JCStressTest
    @Outcome(id = {"1, 1", "2, 0", "3, 1"}, expect = ACCEPTABLE, desc = "done, withdrawn or late, and told so")
    @Outcome(expect = FORBIDDEN, desc = "the caller was told what is not so")
    @State
    public static class WithdrawalBesideTheTurn extends Counting {
        private final Work item = new Work();

        /** Begins suspended, so that the caller cannot take its turn itself. */
        public WithdrawalBesideTheTurn() {
            mailbox.suspend();
        }

        /** Does not wait. */
        @Actor
        public void impatient(II_Result r) {
            r.r1 = switch (mailbox.run(item, Duration.ZERO)) {
                case DONE -> 1;
                case WITHDRAWN, SENT_AWAY -> 2;
                case LATE -> 3;
            };
        }

        /** Goes on. */
        @Actor
        public void resume() {
            mailbox.resume();
        }

        /** Looks whether it was done. */
        @Arbiter
        public void look(II_Result r) {
            r.r2 = item.number;
        }
    }
}
