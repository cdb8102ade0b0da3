package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.Departure;
import dev.dust.server.rules.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that does not read costs its connection, and not the server its memory. */
@Timeout(60)
class SendQueueTest {
    private static final int MANY = 16_384;
    private static final int MIB = 1 << 20;

    private final AtomicInteger tooSlow = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final AtomicInteger sent = new AtomicInteger();

    /** Nothing leaves before {@link #read}. */
    private final class Link implements ClientLink {
        @Override
        public int sizeOf(Outgoing outgoing) {
            return MIB;
        }

        @Override
        public CompletableFuture<?> send(Outgoing outgoing, boolean more) {
            begun.countDown();
            sent.incrementAndGet();
            return read;
        }

        @Override
        public void close(int status, String reason) {
            // It does not come so far.
        }

        @Override
        public void abort() {
            cut.countDown();
        }
    }

    private static Outgoing event(int bytes) {
        return new Outgoing(new Frame(null, null, "store:s/s", "event", Wire.mapOf("value", "x".repeat(bytes))));
    }

    private SendQueue queue() throws InterruptedException {
        var queue = new SendQueue(new Link(), MANY, tooSlow::incrementAndGet);
        queue.add(event(1), Departure.AT_ONCE);
        // What is being sent does not wait any more.
        begun.await();
        return queue;
    }

    @Test
    void framesThatAreLarge_mayWaitUpToSoManyBytes() throws InterruptedException {
        SendQueue queue = queue();
        Outgoing large = event(MIB);
        int fitting = (int) (SendQueue.MOST_BYTES_WAITING / large.weight());
        for (int i = 0; i < fitting; i++) {
            queue.add(large, Departure.AT_ONCE);
        }
        assertThat(tooSlow).hasValue(0);
        assertThat(queue.waiting()).isEqualTo(fitting);
        queue.add(large, Departure.AT_ONCE);
        assertThat(tooSlow).hasValue(1);
        cut.await();
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void oneFrameAlone_mayBeAsLargeAsItLikes() throws InterruptedException {
        SendQueue queue = queue();
        queue.add(event((int) SendQueue.MOST_BYTES_WAITING + 1), Departure.AT_ONCE);
        queue.end(1012, "the server goes away");
        assertThat(tooSlow).hasValue(0);
    }

    @Test
    void behindSuchAFrame_nothingElseWaits() throws InterruptedException {
        SendQueue queue = queue();
        queue.add(event((int) SendQueue.MOST_BYTES_WAITING + 1), Departure.AT_ONCE);
        queue.add(event(1), Departure.AT_ONCE);
        assertThat(tooSlow).hasValue(1);
    }

    @Test
    void whatACatchUpBrings_countsForNothing() throws InterruptedException {
        SendQueue queue = queue();
        queue.add(event((int) SendQueue.MOST_BYTES_WAITING + 1).weightless(), Departure.AT_ONCE);
        queue.add(event(MIB), Departure.AT_ONCE);
        queue.add(event(MIB), Departure.AT_ONCE);
        assertThat(tooSlow).hasValue(0);
    }

    @Test
    void whatHasLeft_makesRoom() throws InterruptedException {
        SendQueue queue = queue();
        read.complete(null);
        Outgoing large = event(MIB);
        int several = 3 * (int) (SendQueue.MOST_BYTES_WAITING / MIB);
        for (int i = 1; i <= several; i++) {
            queue.add(large, Departure.AT_ONCE);
            while (sent.get() <= i) {
                Thread.onSpinWait();
            }
        }
        assertThat(tooSlow).hasValue(0);
    }
}
