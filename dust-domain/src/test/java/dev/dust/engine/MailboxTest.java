package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thing after another, whoever asks (docs/architecture.md#core). */
class MailboxTest {
    /** Longer than any machine takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final class Work extends WorkItem {
        final int number;

        Work(int number) {
            this.number = number;
        }
    }

    private static Mailbox<Work> mailbox(boolean inline, Predicate<List<Work>> turn) {
        return new Mailbox<>(task -> Thread.ofVirtual().start(task), inline, (a, b) -> true, turn);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyItemIsDoneOnce_neverTwoAtATime_andInTheOrderOfEachThread(boolean inline) throws InterruptedException {
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var done = Collections.synchronizedList(new ArrayList<Integer>());
        Mailbox<Work> mailbox = mailbox(inline, items -> {
            if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            items.forEach(item -> done.add(item.number));
            inside.decrementAndGet();
            return true;
        });
        int threads = 8;
        int each = 2_000;
        var running = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            running.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    assertThat(mailbox.run(new Work(first + i), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(done).hasSize(threads * each).doesNotHaveDuplicates();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            assertThat(done.stream().filter(n -> n / each == first / each).toList()).isSorted();
        }
    }

    @Test
    void blockingTurns_takeWhatGatheredMeanwhile_inOneTurn() throws InterruptedException {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        var turns = Collections.synchronizedList(new ArrayList<Integer>());
        Mailbox<Work> mailbox = mailbox(false, items -> {
            turns.add(items.size());
            began.countDown();
            await(go);
            return true;
        });
        mailbox.post(new Work(0));
        await(began);
        for (int i = 1; i <= 10; i++) {
            mailbox.post(new Work(i));
        }
        var last = Thread.ofPlatform().start(() -> mailbox.run(new Work(11), PATIENCE));
        while (last.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();
        last.join();
        assertThat(turns).containsExactly(1, 11);
    }

    @Test
    void callerFromWithinATurn_isToldSo() {
        var mailbox = new AtomicReference<Mailbox<Work>>();
        var thrown = new AtomicReference<Throwable>();
        mailbox.set(mailbox(true, items -> {
            try {
                mailbox.get().run(new Work(2), PATIENCE);
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
            return true;
        }));
        mailbox.get().run(new Work(1), PATIENCE);
        assertThat(thrown.get()).hasMessageContaining("within the engine");
    }

    @Test
    void suspendedMailbox_sendsWaitingCallersAway_andGoesOnAfterwards() {
        var mailbox = new AtomicReference<Mailbox<Work>>();
        var done = new ArrayList<Integer>();
        mailbox.set(mailbox(true, items -> {
            done.add(items.getFirst().number);
            if (items.getFirst().number == 1) {
                mailbox.get().suspend();
            }
            return true;
        }));
        assertThat(mailbox.get().run(new Work(1), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
        assertThat(mailbox.get().run(new Work(2), PATIENCE)).isEqualTo(Mailbox.Ending.SENT_AWAY);
        mailbox.get().post(new Work(3));
        assertThat(done).containsExactly(1);
        mailbox.get().resume();
        assertThat(done).containsExactly(1, 3);
        assertThat(mailbox.get().run(new Work(4), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
    }

    @Test
    void turnThatIsNotTaken_leavesItsItemsInTheirPlace() {
        var done = new ArrayList<Integer>();
        var mailbox = new AtomicReference<Mailbox<Work>>();
        var away = new AtomicInteger(1);
        mailbox.set(mailbox(true, items -> {
            if (away.getAndDecrement() > 0) {
                mailbox.get().suspend();
                return false;
            }
            items.forEach(item -> done.add(item.number));
            return true;
        }));
        mailbox.get().post(new Work(1));
        mailbox.get().post(new Work(2));
        assertThat(done).isEmpty();
        mailbox.get().resume();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void interruptOfAWaitingCaller_isKept_andTheItemIsDone() throws InterruptedException {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        Mailbox<Work> mailbox = mailbox(false, items -> {
            began.countDown();
            await(go);
            return true;
        });
        var interrupted = new AtomicReference<Boolean>();
        Thread caller = Thread.ofPlatform().start(() -> {
            mailbox.run(new Work(1), PATIENCE);
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        await(began);
        caller.interrupt();
        go.countDown();
        caller.join();
        assertThat(interrupted.get()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverATurnThrows_isTheFailureOfItsItems_andTheNextTurnIsTaken(boolean inline) {
        for (Throwable thrown : List.of(new StackOverflowError("on purpose"), new OutOfMemoryError("on purpose"),
                new AssertionError("on purpose"), new IllegalStateException("on purpose"))) {
            var first = new AtomicBoolean(true);
            Mailbox<Work> mailbox = mailbox(inline, items -> {
                if (first.getAndSet(false)) {
                    MailboxTest.<RuntimeException>sneak(thrown);
                }
                return true;
            });
            var failing = new Work(1);
            assertThat(mailbox.run(failing, PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
            assertThat(failing.failure()).isSameAs(thrown);
            var next = new Work(2);
            assertThat(mailbox.run(next, PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
            assertThat(next.failure()).isNull();
        }
    }

    @SuppressWarnings("unchecked") // That is how a checked exception gets where none is declared.
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Who waits asks again; who has only left something is served with the next. */
    @Test
    @Tag("slow")
    void executorThatRefusesATask_isAskedAgain_andNothingIsLost() {
        var refusals = new AtomicInteger(2);
        var done = Collections.synchronizedList(new ArrayList<Integer>());
        var mailbox = new Mailbox<Work>(task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("on purpose");
            }
            Thread.ofVirtual().start(task);
        }, false, (a, b) -> true, items -> {
            items.forEach(item -> done.add(item.number));
            return true;
        });
        mailbox.post(new Work(1));
        assertThat(mailbox.run(new Work(2), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void callerWhoseTimeIsOver_isSentAway_andWhatHasNotBegunIsNotDone() {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        var done = Collections.synchronizedList(new ArrayList<Integer>());
        // The turn of the first has begun by the time that its caller waits.
        var mailbox = new Mailbox<Work>(task -> {
            Thread.ofVirtual().start(task);
            await(began);
        }, false, (x, y) -> true, items -> {
            began.countDown();
            await(go);
            items.forEach(item -> done.add(item.number));
            return true;
        });
        assertThat(mailbox.run(new Work(1), Duration.ofMillis(1))).isEqualTo(Mailbox.Ending.LATE);
        assertThat(mailbox.run(new Work(2), Duration.ofMillis(1))).isEqualTo(Mailbox.Ending.WITHDRAWN);
        go.countDown();
        assertThat(mailbox.run(new Work(3), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
        assertThat(done).containsExactly(1, 3);
    }

    @Test
    void mailboxThatIsFull_takesNoMore_andTakesAgainWhatThereIsRoomFor() {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        Mailbox<Work> mailbox = mailbox(false, items -> {
            began.countDown();
            await(go);
            return true;
        });
        mailbox.post(new Work(0));
        await(began);
        for (int i = 1; i <= Mailbox.MOST_WAITING; i++) {
            assertThat(mailbox.offer(new Work(i))).isTrue();
        }
        assertThat(mailbox.offer(new Work(-1))).isFalse();
        go.countDown();
        assertThat(mailbox.run(new Work(-2), PATIENCE)).isEqualTo(Mailbox.Ending.DONE);
        assertThat(mailbox.offer(new Work(-3))).isTrue();
    }

    @Test
    void abandonedMailbox_letsEverybodyGo() throws InterruptedException {
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        Mailbox<Work> mailbox = mailbox(false, items -> {
            began.countDown();
            await(go);
            return true;
        });
        var endings = Collections.synchronizedList(new ArrayList<Mailbox.Ending>());
        Thread first = Thread.ofPlatform().start(() -> endings.add(mailbox.run(new Work(1), PATIENCE)));
        await(began);
        Thread second = Thread.ofPlatform().start(() -> endings.add(mailbox.run(new Work(2), PATIENCE)));
        mailbox.abandon();
        first.join();
        second.join();
        assertThat(endings).containsExactlyInAnyOrder(Mailbox.Ending.LATE, Mailbox.Ending.SENT_AWAY);
        go.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
