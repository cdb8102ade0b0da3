package dev.dust;

import dev.dust.engine.StoreEngine;
import dev.dust.engine.Ticket;
import dev.dust.error.DiscardedException;
import dev.dust.error.RefusedException;
import dev.dust.path.DustPath;
import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;

/**
 * A write that was made: by the time you hold one, it is kept in the outbox and shows in every read. Thread-safe.
 *
 * <p>What becomes of it is told by {@link #committed}, by subscriptions, and by {@link DustStore#pending}. Nobody needs to ask:
 * the write is sent, and sent again after a lost connection, by itself.
 */
public final class Write {
    private final Ticket ticket;
    private final StoreEngine engine;
    private final boolean durable;
    private final Conversion conversion;

    Write(Ticket ticket, StoreEngine engine, boolean durable, Conversion conversion) {
        this.ticket = ticket;
        this.engine = engine;
        this.durable = durable;
        this.conversion = conversion;
    }

    /** How far a write has come. */
    public enum Stage {
        /** Every read shows it; it would not survive the end of this process. */
        VISIBLE,
        /** Every read shows it, and it survives a crash. */
        DURABLE,
        /** The server has committed it. */
        ACCEPTED,
        /** The server refused it, and no read shows it; or it was taken back. */
        REFUSED,
        /**
         * The server has not answered in time. It stays in the outbox, and this goes on when the server does. Or nothing more
         * will be known of it here: the client was closed, or another process has taken over the outbox, and sends it.
         */
        UNANSWERED
    }

    /** The write's client_op_id, by which events name it. */
    public String opId() {
        return ticket.opId();
    }

    /** Where it was written. */
    public DustPath path() {
        return ticket.op().path();
    }

    /** How far it has come by now; never null. */
    public Stage stage() {
        return switch (ticket.lastOutcome() == null ? ticket.outcome() : ticket.lastOutcome()) {
            case null -> durable ? Stage.DURABLE : Stage.VISIBLE;
            case Outcome.Failed(RefusedException refused) -> Stage.REFUSED;
            case Outcome.Failed(DiscardedException discarded) -> Stage.REFUSED;
            case Outcome.Failed failed -> Stage.UNANSWERED;
            default -> Stage.ACCEPTED;
        };
    }

    /**
     * Completes with the write's store_seq once the server has committed it (0 if it did not say as what). Completes
     * exceptionally with a {@link dev.dust.error.DustException}: {@link dev.dust.error.RefusedException};
     * {@link dev.dust.error.AnswerTimeoutException} if there is no answer 30 s after the write was made, which then stays in
     * the outbox and may yet be accepted, as {@link #outcome} will tell; {@link dev.dust.error.DiscardedException};
     * {@link dev.dust.error.ClosedException};
     * {@link dev.dust.error.UnavailableException} if another process has taken over this client's outbox, and sends the write.
     * What is chained to it runs on a virtual thread and may block.
     */
    public CompletableFuture<Long> committed() {
        return ticket.future(Answers::seq);
    }

    /**
     * What becomes of the write, whenever that is known: completes exceptionally as {@link #committed} does, but without a
     * timeout. A write that waits offline for a week is answered after a week. For a counter or a set it waits for the write's
     * event, which has the new total, or the members.
     */
    public CompletableFuture<Committed> outcome() {
        return Answers.committed(ticket.lastFuture(), ticket.op(), conversion);
    }

    /**
     * Takes the write back, unless the server is known to have accepted it: {@link #committed} fails then, and reads show it no
     * more. A write that was sent already may take effect all the same; then it shows as anybody's would.
     *
     * @return whether that came in time
     */
    public boolean discard() {
        return engine.discard(ticket.opId());
    }
}
