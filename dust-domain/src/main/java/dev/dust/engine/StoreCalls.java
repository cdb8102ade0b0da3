package dev.dust.engine;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from callers to a store's turns, and back: what went wrong in a turn is thrown to the one who asked for it. Closed
 * once, for good. Every method may be called from any thread.
 */
final class StoreCalls {
    private final Mailbox<Command> mailbox;
    private final Duration patience;
    private volatile boolean closed;

    /** {@code patience}: how long a caller waits for its turn at most. */
    StoreCalls(Mailbox<Command> mailbox, Duration patience) {
        this.mailbox = mailbox;
        this.patience = patience;
    }

    boolean areClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Throws {@link ClosedException} if the client is closed. */
    void requireOpen() {
        if (closed) {
            throw new ClosedException();
        }
    }

    /** Leaves an item, and does not wait for it; does nothing if the client is closed. */
    void post(Command item) {
        if (!closed) {
            mailbox.post(item);
        }
    }

    /**
     * Leaves an item, waits until it is done, and throws what it failed with.
     *
     * @param fault why the cache is away, if it is
     */
    void run(Command item, @Nullable String fault) {
        StackRoom.require();
        throwUnlessDone(item, mailbox.run(item, patience), fault);
    }

    /**
     * Leaves an item, for which somebody is to {@link #await}, and waits for nothing but room.
     *
     * @param room one permit of it is taken, unless this throws
     */
    void leave(Command item, Semaphore room) {
        StackRoom.require();
        mailbox.requireOutside();
        room.acquireUninterruptibly();
        boolean left = false;
        try {
            mailbox.leave(item);
            left = true;
        } finally {
            if (!left) {
                room.release();
            }
        }
    }

    /** Waits until an item that was left is done, and throws what it failed with. {@code fault}: why the cache is away then. */
    void await(Command item, Supplier<@Nullable String> fault) {
        Mailbox.Ending ending = mailbox.outcome(item, patience);
        throwUnlessDone(item, ending, fault.get());
    }

    private void throwUnlessDone(Command item, Mailbox.Ending ending, @Nullable String fault) {
        switch (ending) {
            case DONE -> throwFailure(item);
            case SENT_AWAY -> throw closed
                    ? new ClosedException()
                    : new StorageException("the cache cannot be written now: " + fault, null);
            case WITHDRAWN ->
                throw new StorageException("the cache has not answered for " + patience + ", and nothing was done", null);
            case LATE -> throw closed
                    ? new ClosedException(
                            "the client was closed while the cache did not answer; whether this was done is not known")
                    : new AnswerTimeoutException(
                            "the cache has not answered for " + patience + "; whether this was done is not known");
        }
    }

    /** Throws what {@code item}, which is done, failed with, if it did. */
    static void throwFailure(Command item) {
        switch (item.failure()) {
            case null -> {
                // It was done.
            }
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable failure -> throw new IllegalStateException("a port failed: " + failure, failure);
        }
    }
}
