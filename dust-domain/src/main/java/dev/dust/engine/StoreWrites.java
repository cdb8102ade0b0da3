package dev.dust.engine;

import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.op.Op;
import dev.dust.sync.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks for ops of one store, by its mailbox. Every method may be called from any thread, throws {@link ClosedException} if the
 * client is closed, and {@link InvalidRequestException} for what no server could take.
 */
public final class StoreWrites {
    /** How many calls that do not wait may be on their way to the cache: two turns are full of them. */
    private static final int MOST_UNKEPT = 1_024;

    private final StoreCalls calls;
    private final Sendable sendable;
    private final EngineConfig config;
    private final StoreMeters meters;
    private final Supplier<EngineStatus> status;
    private final Semaphore room = new Semaphore(MOST_UNKEPT);

    StoreWrites(StoreCalls calls, Sendable sendable, EngineConfig config, StoreMeters meters, Supplier<EngineStatus> status) {
        this.calls = calls;
        this.sendable = sendable;
        this.config = config;
        this.meters = meters;
        this.status = status;
    }

    /**
     * Asks for an op: when this returns it is kept, and shows.
     *
     * @throws DustException if it could not be taken in: no server could take it, the outbox is full, the cache is away, the
     *                       client is closed
     */
    public Ticket submit(String opId, Op op) {
        Command.Submit submit = checked(opId, op);
        calls.run(submit, status.get().fault());
        return takenIn(submit);
    }

    /**
     * Asks for several ops, in this order: when this returns all of them are kept, by one commit, and show; if it throws, none
     * is.
     *
     * @throws DustException as {@link #submit} does
     */
    public List<Ticket> submitAll(Map<String, Op> opsById) {
        var all = new Command.SubmitAll(checked(opsById));
        calls.run(all, status.get().fault());
        return takenIn(all);
    }

    /**
     * Asks for an op, and does not wait until it is kept, but for room where very many are not yet. Those that one thread asks
     * for, in whatever way, take effect in the order of its calls.
     *
     * @param as what becomes of the ticket
     * @return completes on a thread that may block, when the op is kept and shows; with what {@link #submit} throws if it is
     *         not
     */
    public <T> CompletableFuture<T> start(String opId, Op op, Function<Ticket, T> as) {
        Command.Submit submit = checked(opId, op);
        return start(submit, () -> as.apply(takenIn(submit)));
    }

    /** Asks for several ops that are kept by one commit, and does not wait. See {@link #start(String, Op, Function)}. */
    public <T> CompletableFuture<T> startAll(Map<String, Op> opsById, Function<List<Ticket>, T> as) {
        List<Command.Submit> submits = checked(opsById);
        if (submits.size() == 1) {
            return start(submits.getFirst(), () -> as.apply(List.of(takenIn(submits.getFirst()))));
        }
        var all = new Command.SubmitAll(submits);
        return start(all, () -> as.apply(takenIn(all)));
    }

    private <T> CompletableFuture<T> start(Command command, Supplier<T> result) {
        var future = new CompletableFuture<T>();
        calls.leave(command, room);
        if (command.isDone()) {
            complete(future, command, result);
        } else {
            config.apart(() -> complete(future, command, result));
        }
        return future;
    }

    private <T> void complete(CompletableFuture<T> future, Command command, Supplier<T> result) {
        T kept;
        try {
            calls.await(command, () -> status.get().fault());
            kept = result.get();
        } catch (Throwable failure) {
            future.completeExceptionally(failure);
            return;
        } finally {
            room.release();
        }
        future.complete(kept);
    }

    private Command.Submit checked(String opId, Op op) {
        calls.requireOpen();
        sendable.require(opId, op);
        return new Command.Submit(new Ticket(opId, op, config, meters), op);
    }

    private List<Command.Submit> checked(Map<String, Op> opsById) {
        calls.requireOpen();
        opsById.forEach(sendable::require);
        var submits = new ArrayList<Command.Submit>();
        opsById.forEach((opId, op) -> submits.add(new Command.Submit(new Ticket(opId, op, config, meters), op)));
        return submits;
    }

    private static Ticket takenIn(Command.Submit submit) {
        return switch (submit.ticket.outcome()) {
            case Outcome.Failed(OutboxFullException full) -> throw full;
            case Outcome.Failed(InvalidRequestException neverFits) -> throw neverFits;
            // It was taken in, or is a lease op, whose caller hears by its future.
            case null, default -> submit.ticket;
        };
    }

    private static List<Ticket> takenIn(Command.SubmitAll all) {
        all.submits.forEach(StoreCalls::throwFailure);
        return all.submits.stream().map(submit -> submit.ticket).toList();
    }
}
