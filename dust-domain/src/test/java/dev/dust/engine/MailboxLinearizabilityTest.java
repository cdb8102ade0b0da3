package dev.dust.engine;

import java.time.Duration;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mailbox is a sequential object: every history of it is one that a single thread could have had. */
@Tag("slow")
class MailboxLinearizabilityTest {
    /** Longer than any machine takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int ITERATIONS = Integer.getInteger("dust.lincheck.iterations",
            Boolean.getBoolean("dust.test.thorough") ? 2 : 1);

    /** What the turns write, unguarded: that the mailbox guards it is what is proved. */
    private static final class Log {
        private String text = "";
        private boolean inUse;

        String append(int number) {
            String overlap = inUse ? "!" : "";
            inUse = true;
            text += overlap + number;
            String answer = text;
            inUse = false;
            return answer;
        }
    }

    private static final class Work extends WorkItem {
        private final int number;
        private String answer;

        Work(int number) {
            this.number = number;
        }
    }

    /** The operations; an answer names all that was done before, in its order. */
    @Param(name = "number", gen = IntGen.class, conf = "1:9")
    public abstract static class Operations {
        private final Log log = new Log();
        private final Mailbox<Work> mailbox;

        Operations(boolean inline) {
            mailbox = new Mailbox<>(task -> Thread.ofVirtual().start(task), inline, (a, b) -> true, this::turn);
        }

        private boolean turn(List<Work> items) {
            items.forEach(item -> item.answer = log.append(item.number));
            return true;
        }

        /** Waits for its turn. */
        @Operation
        public String run(@Param(name = "number") int number) {
            var item = new Work(number);
            return mailbox.run(item, PATIENCE) + " " + item.answer + (item.failure() == null ? "" : item.failure());
        }

        /** Waits for nothing. */
        @Operation
        public void post(@Param(name = "number") int number) {
            mailbox.post(new Work(number));
        }

        /** The same, for those of whom there may be too many. */
        @Operation
        public boolean offer(@Param(name = "number") int number) {
            return mailbox.offer(new Work(number));
        }
    }

    /** Callers take the turns. */
    public static final class Inline extends Operations {
        public Inline() {
            super(true);
        }
    }

    /** Threads of the executor's take the turns. */
    public static final class HandedOver extends Operations {
        public HandedOver() {
            super(false);
        }
    }

    /** The same, done by one thread. */
    public static final class Sequential {
        private final Log log = new Log();

        public String run(int number) {
            return "DONE " + log.append(number);
        }

        public void post(int number) {
            log.append(number);
        }

        public boolean offer(int number) {
            log.append(number);
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Inline.class, HandedOver.class})
    void answersAreThoseOfOneThread_underStress(Class<?> operations) {
        new StressOptions().sequentialSpecification(Sequential.class).threads(3).actorsPerThread(2).actorsBefore(0)
                .actorsAfter(1)
                .iterations(ITERATIONS).invocationsPerIteration(2_000).check(operations);
    }

    @Test
    void answersAreThoseOfOneThread_inEveryInterleavingTried() {
        new ModelCheckingOptions().sequentialSpecification(Sequential.class).threads(2).actorsPerThread(1).actorsBefore(0)
                .actorsAfter(1).iterations(ITERATIONS).invocationsPerIteration(1_000).check(Inline.class);
    }
}
