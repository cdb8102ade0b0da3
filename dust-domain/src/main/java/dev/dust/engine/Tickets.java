package dev.dust.engine;

import dev.dust.sync.Effect;
import dev.dust.sync.Outcome;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what becomes of an op. The core answers each in time; where no turns are taken, because the cache is away or
 * does not return, it cannot, and then they are answered from here. Thread-safe: by its monitor, held for moments, and not by
 * a lock object, which would stay locked where the stack of a caller ends within it.
 */
final class Tickets {
    /** A turn that takes this long while callers' time is over does not count as one that is taken. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final EngineConfig config;
    private final Duration patience;
    private final Supplier<BooleanSupplier> knock;
    /** In the order of their deadlines, which is that of their coming: all wait equally long. */
    private final LinkedHashMap<String, Ticket> waiting = new LinkedHashMap<>();
    /** Those of writes whose deadline is over, and of which it is not known what becomes of them. */
    private final Map<String, Ticket> late = new HashMap<>();
    private final Requests requests;
    private boolean timerSet;
    private boolean closed;
    /**
     * Whether a turn has been taken since it was last looked; null before. Used by the timer's tasks, which follow one
     * another.
     */
    private volatile @Nullable BooleanSupplier turnTaken;
    /** When that turn was asked for: what the core was to do later, it may not have done in it. Used by the timer's tasks. */
    private volatile long knockedAtNanos;

    /**
     * @param knock asks for a turn of no effect, and gives back how to learn whether it was taken
     */
    Tickets(EngineConfig config, Supplier<BooleanSupplier> knock) {
        this.config = config;
        this.patience = config.sync().ackTimeout();
        this.knock = knock;
        this.requests = new Requests(config);
    }

    /** Those who wait for the answer to something that is not kept. */
    Requests requests() {
        return requests;
    }

    /** From now on this caller waits. */
    void expect(Ticket ticket) {
        synchronized (this) {
            add(ticket);
            if (!timerSet) {
                setTimer(patience, this::deadlineDue);
            }
        }
    }

    private void add(Ticket ticket) {
        ticket.waitsFrom(config.time().nanos());
        waiting.put(ticket.opId(), ticket);
    }

    private void setTimer(Duration delay, Runnable task) {
        timerSet = !closed;
        if (timerSet) {
            config.time().schedule(TimerId.STANDSTILL, delay, task);
        }
    }

    /** Answers the caller of an op, if one waits. */
    void answer(Effect.Answer answer) {
        if (answer.last()) {
            Ticket ticket = remove(answer.opId());
            if (ticket != null) {
                ticket.settle(answer.outcome());
            }
        } else {
            Ticket ticket = deadlineOver(answer.opId());
            if (ticket != null) {
                ticket.answer(answer.outcome());
            }
        }
    }

    /** Nobody waits for this op any more; null if nobody did. */
    @Nullable
    Ticket remove(String opId) {
        synchronized (this) {
            Ticket ticket = waiting.remove(opId);
            return ticket == null ? late.remove(opId) : ticket;
        }
    }

    private @Nullable Ticket deadlineOver(String opId) {
        synchronized (this) {
            Ticket ticket = waiting.remove(opId);
            if (ticket != null && !closed) {
                late.put(opId, ticket);
            }
            return ticket;
        }
    }

    /** Answers everybody who waits; the last call. */
    void close(Outcome outcome) {
        synchronized (this) {
            closed = true;
        }
        answerAll(ticket -> outcome);
    }

    /** Another process has taken over the outbox: everybody who waits now hears that nothing more will be known here. */
    void takenOver() {
        answerAll(Ticket::takenOver);
    }

    private void answerAll(Function<Ticket, Outcome> answer) {
        List<Ticket> all;
        synchronized (this) {
            all = Stream.concat(late.values().stream(), waiting.values().stream()).toList();
            late.clear();
            waiting.clear();
        }
        all.forEach(ticket -> ticket.settle(answer.apply(ticket)));
    }

    private void deadlineDue() {
        BooleanSupplier asked = turnTaken;
        if (asked == null || asked.getAsBoolean()) {
            knockedAtNanos = config.time().nanos();
            turnTaken = knock.get();
        }
        synchronized (this) {
            setTimer(GRACE, this::look);
        }
    }

    private void look() {
        boolean standstill = !Objects.requireNonNull(turnTaken, "turnTaken").getAsBoolean();
        for (Ticket ticket = overdue(!standstill); ticket != null; ticket = overdue(!standstill)) {
            ticket.answer(ticket.timeout(patience));
        }
    }

    /**
     * The next one whose time is over, who is taken out; null if there is none, and then the timer is set for the next
     * deadline.
     *
     * @param waitOn whether the core knows of those whose time was over when the turn was asked for, and has them wait on
     */
    private @Nullable Ticket overdue(boolean waitOn) {
        synchronized (this) {
            for (Map.Entry<String, Ticket> first = waiting.firstEntry(); first != null; first = waiting.firstEntry()) {
                long left = Durations.nanos(patience) - (config.time().nanos() - first.getValue().waitsFrom());
                if (left > 0) {
                    setTimer(Duration.ofNanos(left), this::deadlineDue);
                    return null;
                }
                if (waitOn && knockedAtNanos - first.getValue().waitsFrom() < Durations.nanos(patience)) {
                    setTimer(Duration.ZERO, this::deadlineDue);
                    return null;
                }
                waiting.pollFirstEntry();
                if (!waitOn) {
                    late.put(first.getKey(), first.getValue());
                    return first.getValue();
                }
                add(first.getValue());
            }
            timerSet = false;
            return null;
        }
    }
}
