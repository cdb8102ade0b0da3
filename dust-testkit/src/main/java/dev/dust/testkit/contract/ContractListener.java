package dev.dust.testkit.contract;

import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears, and remembers what it heard; for what a test wants to do within a call there are hooks, to be set before; that for the
 * opening is called once.
 */
final class ContractListener implements Transport.Listener {
    private static final long GLANCE_MILLIS = 20;

    /** A call of the transport's. */
    enum Call {
        OPENED, RECEIVED, UNREADABLE, CLOSED
    }

    private final Duration patience;
    private final List<Call> calls = new ArrayList<>();
    private final BlockingQueue<ServerMessage> messages = new LinkedBlockingQueue<>();
    private final List<String> whys = new CopyOnWriteArrayList<>();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private volatile @Nullable CloseReason reason;
    private volatile boolean overlapped;
    private volatile Runnable onOpened = () -> {
    };
    private volatile Consumer<ServerMessage> onReceived = message -> {
    };

    ContractListener(Duration patience) {
        this.patience = patience;
    }

    ContractListener onOpened(Runnable hook) {
        onOpened = hook;
        return this;
    }

    ContractListener onReceived(Consumer<ServerMessage> hook) {
        onReceived = hook;
        return this;
    }

    /**
     * Blocks in each message, from when {@code entered} says so until {@code release} does, or the test has failed for long.
     */
    ContractListener blocking(CountDownLatch entered, CountDownLatch release) {
        return onReceived(message -> {
            entered.countDown();
            Waiting.forIt(release, patience.multipliedBy(4));
        });
    }

    @Override
    public void opened() {
        call(Call.OPENED, () -> {
            boolean first = opened.getCount() > 0;
            opened.countDown();
            if (first) {
                onOpened.run();
            }
        });
    }

    @Override
    public void received(ServerMessage message) {
        call(Call.RECEIVED, () -> {
            messages.add(message);
            onReceived.accept(message);
        });
    }

    @Override
    public void unreadable(String why) {
        call(Call.UNREADABLE, () -> whys.add(String.valueOf(why)));
    }

    @Override
    public void closed(CloseReason why) {
        // Before the call is noted: whoever sees that asks for the reason.
        reason = why;
        call(Call.CLOSED, closed::countDown);
    }

    private void call(Call call, Runnable work) {
        overlapped |= inside.incrementAndGet() != 1;
        try {
            synchronized (calls) {
                calls.add(call);
            }
            work.run();
        } finally {
            inside.decrementAndGet();
        }
    }

    /** All calls so far. */
    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** What was said of frames that cannot be read. */
    List<String> whys() {
        return whys;
    }

    boolean overlapped() {
        return overlapped;
    }

    void awaitOpened() {
        if (!Waiting.forIt(opened, patience)) {
            throw new AssertionError("law 1: opened() must follow where the server takes the connection; within " + patience
                    + " it did not, heard was " + heard());
        }
    }

    /** The next message. */
    ServerMessage awaitMessage() {
        long end = System.nanoTime() + patience.toNanos();
        do {
            boolean last = isClosed();
            ServerMessage next = Waiting.poll(messages, GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                return next;
            }
            if (last) {
                break;
            }
        } while (System.nanoTime() < end);
        throw new AssertionError("a message was sent by the server and did not arrive within " + patience + ", heard was "
                + heard());
    }

    CloseReason awaitClosed(String after) {
        if (!Waiting.forIt(closed, patience)) {
            throw new AssertionError("law 1: closed() must follow " + after + "; within " + patience
                    + " it did not, heard was " + heard());
        }
        return Objects.requireNonNull(reason, "reason");
    }

    /** Waits a while for the end, where whether it is told is not what the test is about. */
    void settle() {
        Waiting.forIt(closed, ContractTransport.A_WHILE);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** The end, or null. */
    @Nullable
    CloseReason reason() {
        return reason;
    }

    private String heard() {
        List<Call> all = calls();
        return (all.size() > 5 ? all.size() + " calls, the last ones " + all.subList(all.size() - 5, all.size()) : all)
                + (reason == null ? "" : ", closed because: " + reason.message());
    }
}
