package dev.dust.cli.chaos.client;

import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.cli.chaos.history.Condition;
import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.Note;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.value.Value;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls, and writes down that they are made, that they returned, and what they were answered. For one thread at a time.
 */
final class Caller {
    private final JournalWriter journal;
    private final AtomicInteger waiting = new AtomicInteger();
    private long calls;

    Caller(JournalWriter journal) {
        this.journal = journal;
    }

    /** Whether nobody waits for an answer. */
    boolean isAnswered() {
        return waiting.get() == 0;
    }

    /** Makes a write. */
    void write(String op, String path, Object operand, Condition condition, Supplier<Write> write) {
        long call = begin(op, path, operand, condition);
        try {
            Write made = write.get();
            journal.write(new Note.Made(call, made.opId()));
            answered(call, made.committed(), seq -> seq);
        } catch (RuntimeException e) {
            threw(call, e);
        }
    }

    /**
     * Asks for something that has to do with a lease.
     *
     * @param <T> what the answer is
     * @param seq what the answer tells of it; negative if it is a refusal
     * @return the answer, or null if the call failed
     */
    <T> @Nullable CompletableFuture<T> ask(String op, String key, Supplier<CompletableFuture<T>> ask, ToLongFunction<T> seq) {
        long call = begin(op, key, null, Condition.NONE);
        try {
            CompletableFuture<T> answer = ask.get();
            answered(call, answer, seq);
            return answer;
        } catch (RuntimeException e) {
            threw(call, e);
            return null;
        }
    }

    private long begin(String op, String path, @Nullable Object operand, Condition condition) {
        long call = ++calls;
        journal.write(new Note.Called(call, op, path, Value.from(operand), condition, System.currentTimeMillis()));
        return call;
    }

    private void threw(long call, RuntimeException e) {
        journal.write(new Note.Threw(call, e.toString()));
    }

    private <T> void answered(long call, CompletableFuture<T> answer, ToLongFunction<T> seq) {
        waiting.incrementAndGet();
        answer.whenComplete((value, error) -> {
            journal.write(error == null ? note(call, seq.applyAsLong(value)) : note(call, error));
            waiting.decrementAndGet();
        });
    }

    private static Note note(long call, long seq) {
        return seq < 0
                ? new Note.Answered(call, Ending.REFUSED, 0, "no")
                : new Note.Answered(call, Ending.ACCEPTED, seq, null);
    }

    private static Note note(long call, Throwable error) {
        Throwable why = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        boolean isKnown = !(why instanceof AnswerTimeoutException || why instanceof UnavailableException
                || why instanceof ClosedException);
        return new Note.Answered(call, isKnown ? Ending.REFUSED : Ending.UNKNOWN, 0, why.toString());
    }

    /** The condition that lets a write pass while {@code lease} is held, as it is written down. */
    static Condition fence(Lease lease) {
        return Condition.fence(lease.key().key(), lease.token());
    }

    /** What the condition is to the client. */
    static WriteOptions options(Condition condition) {
        return condition.ifAbsent()
                ? WriteOptions.defaults().ifAbsent()
                : condition.ifMatch() > 0 ? WriteOptions.defaults().ifMatch(condition.ifMatch()) : WriteOptions.defaults();
    }
}
