package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.Departure;
import dev.dust.server.rules.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the handling of a frame adds is sent by the thread that handles it, unless something speaks against that. */
@Timeout(60)
class SendingInPlaceTest {
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final AtomicLong clock = new AtomicLong();
    private volatile long timeToSend;
    /** What becomes of what is sent. */
    private volatile CompletableFuture<?> outcome = CompletableFuture.completedFuture(null);
    private final SendQueue queue = new SendQueue(new Link(), 16_384, () -> {
    }, clock::get);

    /** @param more whether another was to follow at once */
    private record Sent(String what, boolean inPlace, boolean more) {
    }

    private final class Link implements ClientLink {
        @Override
        public int sizeOf(Outgoing outgoing) {
            return 10;
        }

        @Override
        public CompletableFuture<?> send(Outgoing outgoing, boolean more) {
            clock.addAndGet(timeToSend);
            sent.add(new Sent(outgoing.frame().event(), !Thread.currentThread().isVirtual(), more));
            return outcome;
        }

        @Override
        public void close(int status, String reason) {
            sent.add(new Sent("goodbye", !Thread.currentThread().isVirtual(), false));
        }

        @Override
        public void abort() {
            cut.countDown();
        }
    }

    private static Outgoing frame(String event) {
        return new Outgoing(new Frame(null, null, "store:s/s", event, Wire.mapOf()));
    }

    private void add(String event) {
        queue.add(frame(event), Departure.AT_ONCE);
    }

    /** Handles a frame, some time after the one before. */
    private void handle(Runnable handling) {
        clock.addAndGet(SendQueue.PACE.toNanos());
        queue.hold();
        handling.run();
        queue.release();
    }

    @AfterEach
    void stop() {
        queue.stop();
    }

    @Test
    void whatIsAdded_leavesTogether_whenTheFrameIsHandled() {
        for (int i = 0; i < 3; i++) {
            handle(() -> {
                add("event");
                add("reply");
                assertThat(sent).isEmpty();
            });
            assertThat(sent).containsExactly(new Sent("event", true, true), new Sent("reply", true, false));
            sent.clear();
        }
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void whoSendsOneFrameBehindTheOther_isAnsweredByTheThreadForThat() throws InterruptedException {
        handle(() -> add("first"));
        queue.hold();
        add("second");
        queue.release();
        assertThat(sent.take()).isEqualTo(new Sent("first", true, false));
        assertThat(sent.take()).isEqualTo(new Sent("second", false, false));
    }

    /** A machine that is slow makes no client one that waits. */
    @Test
    void howLongAFrameIsHandled_andItsAnswerIsSent_saysNothingOfTheClient() throws InterruptedException {
        timeToSend = 5 * SendQueue.PACE.toNanos();
        handle(() -> add("first"));
        assertThat(sent.take()).isEqualTo(new Sent("first", true, false));
        clock.addAndGet(SendQueue.PACE.toNanos() - 1);
        queue.hold();
        clock.addAndGet(5 * SendQueue.PACE.toNanos());
        add("second");
        queue.release();
        assertThat(sent.take()).isEqualTo(new Sent("second", false, false));
    }

    /** However fast one push follows the other, so that there is hardly a moment in which none is handled. */
    @Test
    void whileSomethingWaits_orIsSent_handlingHoldsUpNothing() throws InterruptedException {
        var slow = new CompletableFuture<Void>();
        outcome = slow;
        handle(() -> add("first"));
        assertThat(sent.take().what()).isEqualTo("first");
        queue.hold();
        add("second");
        slow.complete(null);
        assertThat(sent.take().what()).isEqualTo("second");
        queue.release();
    }

    @Test
    void aCatchUp_isSentByTheThreadForThat() throws InterruptedException {
        handle(() -> queue.add(frame("snapshot").weightless(), Departure.AT_ONCE));
        assertThat(sent.take()).isEqualTo(new Sent("snapshot", false, false));
    }

    @Test
    void whatIsAddedWhileNothingIsHandled_isSentByTheThreadForThat() throws InterruptedException {
        add("event");
        assertThat(sent.take()).isEqualTo(new Sent("event", false, false));
    }

    /** Nobody waits for a client that reads slowly. */
    @Test
    void whileSomethingIsOnItsWay_theNextWaits_andHandlingGoesOn() throws InterruptedException {
        var slow = new CompletableFuture<Void>();
        outcome = slow;
        handle(() -> add("first"));
        handle(() -> add("second"));
        assertThat(sent).containsExactly(new Sent("first", true, false));
        assertThat(queue.waiting()).isEqualTo(1);

        slow.complete(null);
        assertThat(sent.take().what()).isEqualTo("first");
        assertThat(sent.take()).isEqualTo(new Sent("second", false, false));
    }

    @Test
    void whatHasASequel_orHasToWait_isForTheThreadForThat_andSoIsAllBehindIt() throws InterruptedException {
        var later = new CountDownLatch(1);
        var sequel = new CountDownLatch(1);
        handle(() -> {
            add("plain");
            queue.add(new Outgoing(frame("part").frame(), sequel::countDown), Departure.AT_ONCE);
            queue.add(frame("late"), later::await);
            add("last");
        });
        assertThat(sent.take()).isEqualTo(new Sent("plain", true, false));
        assertThat(sent.take()).isEqualTo(new Sent("part", false, false));
        sequel.await();
        later.countDown();
        assertThat(sent.take()).isEqualTo(new Sent("late", false, true));
        assertThat(sent.take()).isEqualTo(new Sent("last", false, false));
    }

    @Test
    void connectionThatIsGone_isCut() throws InterruptedException {
        outcome = CompletableFuture.failedFuture(new IOException("gone"));
        handle(() -> add("reply"));
        cut.await();
    }

    @Test
    void goodbye_isTheLast() throws InterruptedException {
        handle(() -> {
            add("reply");
            queue.end(1012, "the server goes away");
            add("too late");
        });
        assertThat(sent.take()).isEqualTo(new Sent("reply", true, false));
        assertThat(sent.take().what()).isEqualTo("goodbye");
        assertThat(queue.waiting()).isZero();
    }

    /** Events of others come at any time, and answers while frames are handled. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void framesOfManyThreads_leaveOnce_eachThreadsInOrder_whoeverSends(long seed) throws Exception {
        int each = 3000;
        var done = new CountDownLatch(3);
        Thread.ofPlatform().start(() -> {
            var random = new Random(seed);
            for (int i = 0; i < each; i++) {
                clock.addAndGet(random.nextLong(2 * SendQueue.PACE.toNanos()));
                outcome = random.nextInt(4) > 0
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.runAsync(Thread::yield);
                queue.hold();
                add("0:" + i);
                queue.release();
                while (queue.waiting() > 1000) {
                    Thread.onSpinWait();
                }
            }
            done.countDown();
        });
        for (int t = 1; t < 3; t++) {
            int number = t;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    add(number + ":" + i);
                    while (queue.waiting() > 1000) {
                        Thread.onSpinWait();
                    }
                }
                done.countDown();
            });
        }
        done.await();

        Map<String, List<Integer>> perThread = new HashMap<>();
        for (int i = 0; i < 3 * each; i++) {
            String[] parts = sent.take().what().split(":");
            perThread.computeIfAbsent(parts[0], none -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
        }
        assertThat(sent).isEmpty();
        perThread.values()
                .forEach(numbers -> assertThat(numbers).as("seed %d", seed).hasSize(each).isSorted().doesNotHaveDuplicates());
    }
}
