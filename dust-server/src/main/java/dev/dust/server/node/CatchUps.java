package dev.dust.server.node;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.MapValue;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What members of a store are sent of its history (docs/protocol.md#catch-up). Safe for every thread. */
final class CatchUps {
    private static final System.Logger LOG = System.getLogger(CatchUps.class.getName());

    private final Mode mode;
    private final StoreLedger ledger;
    private final StoreRules rules;
    private final ReentrantLock joining;
    private final ReentrantLock lock;
    private final StoreMembers members;
    private final boolean isShared;
    private final int batch;
    private final Measures measures;

    /**
     * For the members of that store.
     *
     * @param joining  held by the one of them who may wait for the lock
     * @param lock     guards the members
     * @param execution where is read what other servers write, too; null if none does
     * @param measures  what the server tells of itself
     */
    CatchUps(Mode mode, StoreLedger ledger, StoreRules rules, ReentrantLock joining, ReentrantLock lock, StoreMembers members,
            @Nullable Execution execution, Measures measures) {
        this.mode = mode;
        this.ledger = ledger;
        this.rules = rules;
        this.joining = joining;
        this.lock = lock;
        this.members = members;
        this.isShared = execution != null;
        this.batch = execution == null ? Execution.BATCH : execution.batch();
        this.measures = measures;
    }

    /**
     * Sends one batch, and the next one when it has left: live events go in between, and a slow client is not run over. A
     * history that is compacted meanwhile goes on with the snapshot. If the history cannot be read the membership ends.
     *
     * @param head what the store was just now
     */
    void begin(Channel channel, JoinRequest request, Head head) {
        send(channel, () -> first(request, head));
    }

    private CatchUp first(JoinRequest request, Head head) {
        Optional<CatchUp> rows = request.takesRows() ? rules.rowsInPlace(ledger, head, batch) : Optional.empty();
        return rows.orElseGet(() -> rules.catchUp(ledger, request.lastSeq(), batch));
    }

    private void goOn(Channel channel, long sentSeq) {
        send(channel, () -> rules.catchUp(ledger, sentSeq, batch));
    }

    private void send(Channel channel, Supplier<CatchUp> next) {
        joining.lock();
        try {
            sendInTurn(channel, next);
        } finally {
            joining.unlock();
        }
    }

    private void sendInTurn(Channel channel, Supplier<CatchUp> next) {
        lock.lock();
        try {
            if (!members.has(channel)) {
                return;
            }
            CatchUp piece = next.get();
            if (!isSent(channel, piece) || piece.end() == CatchUp.End.CRASH) {
                channel.end("phx_error");
                return;
            }
            if (isShared) {
                // The ledger may be further than what members have heard of.
                channel.caughtUp(piece.throughSeq());
            }
            if (piece.complete()) {
                MapValue end = Replies.map("through_seq", piece.throughSeq());
                channel.send(new Outgoing(channel.frame("catch_up_complete", end)));
            }
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.WARNING, "a catch-up breaks off: " + e.getMessage(), e);
            channel.end("phx_close");
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is in a piece, in order; answers whether all of it has a form in the member's format. */
    private boolean isSent(Channel channel, CatchUp piece) {
        if (piece.snapshot().isPresent()) {
            MapValue snapshot = piece.snapshot().get();
            if (!mode.canSend(channel.format(), snapshot)) {
                return false;
            }
            channel.send(new Outgoing(channel.frame("snapshot", snapshot)).weightless());
            measures.count(ServerMeter.SENT_SNAPSHOTS, 1);
        }
        for (Event event : piece.events()) {
            if (!mode.canCatchUp(channel.format(), event)) {
                return false;
            }
            boolean goesOn = piece.end() == CatchUp.End.GOES_ON && event.storeSeq() == piece.throughSeq();
            Runnable afterwards = goesOn ? () -> goOn(channel, piece.throughSeq()) : Outgoing.NOTHING;
            // A client that opens many stores is sent a piece of each at once: that is no slowness of its.
            channel.send(mode.caughtUp(event, channel.frame("event", event.payload()), afterwards).weightless());
        }
        measures.count(ServerMeter.SENT_EVENTS, "catch_up", piece.events().size());
        return true;
    }
}
